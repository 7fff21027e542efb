# Étoffe. « make help » donne la liste. Sans make : python3 tools/dev.py run
PYTHON ?= python3
ARGS ?=

.PHONY: run test check check-courses format bench prove screenshots help
.DEFAULT_GOAL := help

run test check check-courses format bench prove screenshots help:
	@$(PYTHON) tools/dev.py $@ $(ARGS)
