"""What every table shares: one metadata, and the column types that mean the same everywhere.

Times are UTC microseconds, durations milliseconds, ids sortable text with a prefix. Every row belongs to a workspace.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(40)
Number = String(16)
Micros = BigInteger
Millis = BigInteger
