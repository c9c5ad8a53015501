# The daily commands. `make` alone lists them.
.DEFAULT_GOAL := help

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Migrate 1,000 sample records with embedded services, or with those that .env names
	bin/starter --limit 1000

.PHONY: check
check: ## Look at every service that a migration needs
	bin/starter check

.PHONY: worker
worker: ## Run one more worker, until Ctrl-C
	bin/worker

.PHONY: build
build: ## Compile and package, without tests
	./mvnw -q -B -DskipTests package

.PHONY: test
test: ## All tests and checks, as before every push
	./mvnw -B verify

.PHONY: format
format: ## Format the Java sources; verify only checks them
	./mvnw -q -B spotless:apply

.PHONY: record-histories
record-histories: ## Record the histories that ReplayTest replays, after a change that old ones can't take
	./mvnw -B -pl starter -am test -Dtest=HistoryRecorder -Dsurefire.failIfNoSpecifiedTests=false \
		-Dlonghaul.histories=$(CURDIR)/workflows/src/test/resources/histories

.PHONY: ci
ci: ## What CI runs
	.ci/run

.PHONY: up
up: ## Start the services and workers of docker-compose.yml
	docker compose up -d

.PHONY: down
down: ## Stop them; their data stays
	docker compose down

.PHONY: clean
clean: ## Remove what was built; .longhaul stays
	./mvnw -q -B clean
