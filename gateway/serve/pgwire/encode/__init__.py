"""Values on their way to a client: DataRow and COPY, in text and binary, column by column."""

from gateway.serve.pgwire.encode.copy import CopyEncoder, encode_copy
from gateway.serve.pgwire.encode.copy_options import CopyOptions
from gateway.serve.pgwire.encode.rows import data_rows

__all__ = ["CopyEncoder", "CopyOptions", "data_rows", "encode_copy"]
