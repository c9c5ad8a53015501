# A worker: built with a JDK, run with a JRE and no more.

FROM eclipse-temurin:17.0.19_10-jdk-noble AS build
WORKDIR /src
COPY . .
# Installed first, so that copying the worker's libraries finds its sister modules.
RUN --mount=type=cache,target=/root/.m2/repository,sharing=locked \
    sh mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl worker -am install \
    && sh mvnw -q -B -pl worker dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/app/lib \
    && cp worker/target/longhaul-worker-*.jar /app/lib/

FROM eclipse-temurin:17.0.19_10-jre-noble
RUN useradd --system --uid 10001 --create-home longhaul
COPY --from=build /app/lib /app/lib
USER 10001
WORKDIR /home/longhaul
# Settings come from the environment; see the table in README.md.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"
ENTRYPOINT ["java", "-cp", "/app/lib/*", "io.longhaul.worker.WorkerMain"]
