"""The gates behind `make test`: catalogue.py lists them, runner.py runs them, report.py speaks about them."""
