"""What operators see of the gateway: who ran what, what runs now, what it cost.

observed   a prepared statement that tells the journal when it runs
journal    the statements that run now; each becomes a record when it ends
record     one statement that is over, as the sinks below get it
audit      records on disk, chained by hashes · chain  the chain itself · redact  without literals
tracing    records as OpenTelemetry spans · slow  as log lines
relations  journal and audit as relations of the source `operations`
"""
