package io.longhaul.starter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String WORKFLOWS = "io.longhaul.workflows..";
    private static final String ACTIVITIES = "io.longhaul.activities..";
    private static final String WORKER = "io.longhaul.worker..";
    private static final String STARTER = "io.longhaul.starter..";
    private static final String AWS = "io.longhaul.aws..";
    private static final String EMBEDDED = "io.longhaul.embedded..";

    @ArchTest
    static final ArchRule workflowsKnowNothingElse = noClasses()
            .that()
            .resideInAPackage(WORKFLOWS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ACTIVITIES, WORKER, STARTER, EMBEDDED)
            .because("workflows are deterministic, and what they call is reached through activity interfaces");

    @ArchTest
    static final ArchRule activitiesKnowWorkflowsAlone = noClasses()
            .that()
            .resideInAPackage(ACTIVITIES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKER, STARTER, EMBEDDED)
            .because("an activity is given its clients and does not know who built them");

    @ArchTest
    static final ArchRule theWorkerKnowsNoStarter = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STARTER, EMBEDDED)
            .because("a worker polls and nothing else, and runs where no embedded service is");

    @ArchTest
    static final ArchRule embeddedKnowsNobody = noClasses()
            .that()
            .resideInAPackage(EMBEDDED)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKFLOWS, ACTIVITIES, WORKER, STARTER)
            .because("the embedded services stand in for real ones, so they must not share code with what calls them");

    @ArchTest
    static final ArchRule onlyTheStarterKnowsEmbedded = classes()
            .that()
            .resideInAPackage(EMBEDDED)
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(EMBEDDED, STARTER)
            .because("production code has one path, whatever serves it");

    @ArchTest
    static final ArchRule awsKnowsNobody = noClasses()
            .that()
            .resideInAPackage(AWS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKFLOWS, ACTIVITIES, WORKER, STARTER, EMBEDDED)
            .because("it answers what it is asked, and does not know for which setting");

    @ArchTest
    static final ArchRule onlySettingsKnowAws = classes()
            .that()
            .resideInAnyPackage(AWS, "software.amazon.awssdk..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(AWS, "software.amazon.awssdk..", "io.longhaul.worker.settings..")
            .because("where no parameter is named, nothing of AWS's is loaded");

    @ArchTest
    static final ArchRule theEnvironmentIsReadAtTheEdge = noClasses()
            .that()
            .resideInAnyPackage(WORKFLOWS, ACTIVITIES)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("settings are read once, with their precedence and their checks");

    @ArchTest
    static final ArchRule commandsPrintToTheirConsole = noClasses()
            .that()
            .resideInAPackage(STARTER)
            .and()
            .doNotHaveFullyQualifiedName("io.longhaul.starter.LogFile$OnFirstWrite")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("commands run in processes of others too, such as tests, with streams of theirs");
}
