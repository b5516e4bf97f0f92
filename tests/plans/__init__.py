"""Golden plans: what each source is sent, what stays, and why; one small file per case."""
