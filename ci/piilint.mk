# A Makefile's target: `include path/to/piilint/ci/piilint.mk`, then `make piilint`.
PIILINT_HOME := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

.PHONY: piilint
piilint:
	bash "$(PIILINT_HOME)/piilint.sh"
