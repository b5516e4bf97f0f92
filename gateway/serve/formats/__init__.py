"""How results are encoded: one generator per format, for command line and HTTP alike.

`gateway.serve.formats.rows` says what they take and give.
"""
