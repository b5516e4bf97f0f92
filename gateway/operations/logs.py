"""Log lines of a server: text, or an object per line.

Imports: standard library.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Final

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, logger, message, query_id and error if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        query_id = getattr(record, "query_id", None)
        if query_id:
            line["query_id"] = query_id
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(form: str) -> None:
    """Write the log to standard error in this form, "text" or "json", from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(_TEXT))
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "unsilo", False)]:
        root.removeHandler(old)
    handler.unsilo = True  # type: ignore[attr-defined]  # known again at a reload
    root.addHandler(handler)
    root.setLevel(logging.INFO)
