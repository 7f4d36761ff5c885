"""Tables of routing: each line's policy, and who is on duty."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, PrimaryKeyConstraint, Table

from offhook.storage.schema import Id, Micros, metadata

routes = Table(
    "routes",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False, index=True),
    Column("policy", LargeBinary, nullable=False, comment="a Policy, as JSON"),
    Column("changed_at", Micros, nullable=False),
)

duty = Table(
    "duty",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("on_duty", Boolean, nullable=False),
    Column("until", Micros, comment="when it turns into its opposite; null: not by itself"),
    Column("changed_at", Micros, nullable=False),
    PrimaryKeyConstraint("line_id", "member_id"),
)
