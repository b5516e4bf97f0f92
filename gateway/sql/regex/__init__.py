"""PostgreSQL's regular expressions: parsed by its rules, run by RE2 or Python's `re`.

PostgreSQL takes the longest match, Perl's family the first one found. So a pattern may *test* a
text in any engine, but only one for which both give one span (`proof`) may *extract* from it.
"""
