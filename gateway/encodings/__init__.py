"""The encodings that a client may speak.

encoding   one of them: text to bytes and back, with PostgreSQL's errors
tables     those whose characters PostgreSQL maps in its own way
known      all of them, by PostgreSQL's names
"""

from gateway.encodings.encoding import UTF8, Encoding
from gateway.encodings.known import ENCODINGS, canonical

__all__ = ["ENCODINGS", "UTF8", "Encoding", "canonical"]
