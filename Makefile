# Each target is one line into scripts/, where the work is done and explained. `make` lists them.
START := python3 scripts/start.py
.DEFAULT_GOAL := help
.PHONY: help demo test test-long run fmt lint types bench messages screenshots

help:        ; @$(START) help
demo:        ; @$(START) demo
test:        ; @$(START) test
test-long:   ; @$(START) test-long
run:         ; @$(START) run
fmt:         ; @$(START) fmt
lint:        ; @$(START) lint
types:       ; @$(START) types
bench:       ; @$(START) bench
messages:    ; @$(START) messages
screenshots: ; @$(START) screenshots
