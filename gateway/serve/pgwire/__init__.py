"""The PostgreSQL wire: protocol 3 in front of `Gateway`.

server        listens, opens and ends connections
startup       the first packets
conversation  messages to statements to replies
portal, names what a client has prepared and how far it has read
messages, replies, values, encode   bytes, without I/O
"""

from gateway.serve.pgwire.server import DATABASE, PORT, Server, notice, running, serve

__all__ = ["DATABASE", "PORT", "Server", "notice", "running", "serve"]
