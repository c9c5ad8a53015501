package io.longhaul.workflows;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.UUID;

/** What a workflow may not do, as its history could not be replayed. */
@AnalyzeClasses(packages = "io.longhaul.workflows", importOptions = ImportOption.DoNotIncludeTests.class)
class DeterminismTest {

    @ArchTest
    static final ArchRule noClock = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("a replay happens at another time: Workflow.currentTimeMillis() is the history's clock");

    @ArchTest
    static final ArchRule noRandomness = noClasses()
            .should()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .because("a replay would draw other numbers: Workflow.randomUUID() and newRandom() draw the same again");

    @ArchTest
    static final ArchRule noThreads = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .because("a replay schedules its own: Async and Workflow.await wait deterministically");

    @ArchTest
    static final ArchRule noOutsideWorld = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..", "org.slf4j..")
            .because("a replay would do it again: the outside world is touched by activities");

    @ArchTest
    static final ArchRule dependsOnTheSdkAndJacksonAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.longhaul.workflows..",
                    "java..",
                    "io.temporal..",
                    "com.fasterxml.jackson..",
                    "org.jspecify.annotations..")
            .because("workflows are the core of every recipe, and drag no client library into it");
}
