"""SQLAlchemy's own suite for dialects, over `unsilo://`; `test_sqlalchemy_suite.py` runs it."""
