"""Who may come in, and who may read what: roles, credentials, grants, policies."""
