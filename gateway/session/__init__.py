"""A session: who asks, with which settings, in which transaction.

setting      what one setting takes: its kind, its range, its canonical form
known        the table of all settings
values       their values, in layers that commit and roll back
notifications  LISTEN and NOTIFY
advisory     advisory locks
cursors      what is told of open cursors
transaction  blocks, savepoints, what a failure does to them
session      all of it for one user
"""

from gateway.session.cursors import Cursor
from gateway.session.session import Session
from gateway.session.transaction import Level, Status, Transaction

__all__ = ["Cursor", "Level", "Session", "Status", "Transaction"]
