"""A session: who asks, with which settings, in which transaction.

setting      what one setting takes: its kind, its range, its canonical form
known        the table of all settings
values       their values, in layers that commit and roll back
transaction  blocks, savepoints, what a failure does to them
session      all of it for one user
"""

from gateway.session.session import Session
from gateway.session.transaction import Level, Status, Transaction

__all__ = ["Level", "Session", "Status", "Transaction"]
