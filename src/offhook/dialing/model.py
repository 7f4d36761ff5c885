"""Requests that were answered already, by the key that the client gave them."""

from __future__ import annotations

from sqlalchemy import Column, Index, PrimaryKeyConstraint, String, Table

from offhook.storage.schema import Id, Micros, metadata

idempotency = Table(
    "idempotency",
    metadata,
    Column("workspace_id", Id, nullable=False),
    Column("key", String(255), nullable=False),
    Column("request_hash", String(64), nullable=False, comment="SHA-256 of the request's body, hexadecimal"),
    Column("call_id", Id, nullable=False),
    Column("created_at", Micros, nullable=False),
    PrimaryKeyConstraint("workspace_id", "key"),
    Index("ix_idempotency_created", "created_at"),
)
