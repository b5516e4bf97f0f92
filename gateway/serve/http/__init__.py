"""The HTTP door: queries and their results, the catalog, and what operators need.

    server.py      listens (uvicorn) · protocol.py limits what a client may send before a request
    app.py         routes · guard.py what every request goes through · problems.py errors (RFC 9457)
    requests.py    bodies · media.py formats by Accept · query.py `POST /v1/query`
    statement.py   one running statement · running.py all of them · streaming.py its answer

Pages: `gateway/docs/http.md`.
"""
