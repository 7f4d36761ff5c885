"""Initial."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.String(length=48), nullable=False, comment="the leg's or the message's"),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a PricedKind"),
        sa.Column("call_id", sa.String(length=40), nullable=False, comment="empty: a message's"),
        sa.Column("line_id", sa.String(length=40), nullable=False, comment="empty: none"),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="empty: nobody's"),
        sa.Column("direction", sa.String(length=10), nullable=False, comment="of the call or message as a whole"),
        sa.Column("number", sa.String(length=40), nullable=False, comment="the other side; empty: withheld"),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False, comment="YYYY-MM-DD in the workspace's time zone"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False, comment="seconds of a call, segments of a text"),
        sa.Column(
            "rate", sa.Text(), nullable=False, comment="the rate it was estimated by, as JSON; empty: there was none"
        ),
        sa.Column("estimate", sa.BigInteger(), nullable=True, comment="null: no rate"),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="of the estimate; empty: none"),
        sa.Column("price", sa.BigInteger(), nullable=True, comment="the carrier's; null: it has told none"),
        sa.Column("price_currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a ChargeState"),
        sa.Column(
            "reference", sa.String(length=96), nullable=False, comment="the carrier's id; empty until it is asked for"
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="when the carrier is asked; null: never again"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why there is no price of the carrier's, in words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
    )
    op.create_index("ix_charges_at", "charges", ["workspace_id", "at", "id"], unique=False)
    op.create_index("ix_charges_call", "charges", ["call_id"], unique=False)
    op.create_index("ix_charges_due", "charges", ["due_at"], unique=False)
    op.create_index("ix_charges_member", "charges", ["workspace_id", "member_id", "at", "id"], unique=False)
    op.create_table(
        "costs",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="empty: what has no price at all"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "unrated", sa.Integer(), nullable=False, comment="of these, how many have neither estimate nor price"
        ),
        sa.Column("waiting", sa.Integer(), nullable=False, comment="of these, for how many the carrier is asked still"),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=False, comment="the sum of our estimates"),
        sa.Column("price", sa.BigInteger(), nullable=False, comment="the sum of what the carrier told"),
        sa.Column(
            "compared", sa.BigInteger(), nullable=False, comment="our estimates of those that the carrier has priced"
        ),
        sa.Column(
            "total", sa.BigInteger(), nullable=False, comment="the carrier's price, or our estimate where there is none"
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "day", "line_id", "member_id", "kind", "direction", "currency", name=op.f("pk_costs")
        ),
    )
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="when this worker last saw its calls alive"),
        sa.Column(
            "mono",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="nanoseconds, comparable within one boot",
        ),
        sa.Column("boot", sa.String(length=12), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "holds",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("held_ms", sa.BigInteger(), nullable=False, comment="talk time granted to a live call"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_day", "holds", ["workspace_id", "day", "member_id", "held_ms", "call_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column(
            "request_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the request's body, hexadecimal"
        ),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created", "idempotency", ["created_at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("mono", sa.BigInteger(), nullable=False, comment="nanoseconds, comparable within one boot"),
        sa.Column("boot", sa.String(length=12), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("commands", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "push_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False, comment="encrypted: who has it may push to every device"),
        sa.Column("public_key", sa.String(length=100), nullable=False, comment="base64url, as browsers want it"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_keys")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column(
            "subject",
            sa.String(length=64),
            nullable=False,
            comment="an HMAC of whose password was tried, from where, or both",
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="since then"),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="when the first of them was"),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_tries")),
    )
    op.create_index("ix_sign_in_tries_since", "sign_in_tries", ["since"], unique=False)
    op.create_table(
        "usage",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False, comment="YYYY-MM-DD in the workspace's time zone"),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="empty: the whole workspace"),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("talk_ms", sa.BigInteger(), nullable=False, comment="of ended calls"),
        sa.PrimaryKeyConstraint("workspace_id", "day", "member_id", name=op.f("pk_usage")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "country", sa.String(length=2), nullable=False, comment="ISO 3166 alpha-2: what national numbers belong to"
        ),
        sa.Column("time_zone", sa.String(length=64), nullable=False, comment="IANA name: when a day begins"),
        sa.Column("voice", sa.Boolean(), nullable=False, comment="the Voice module: without it nobody calls"),
        sa.Column("talk_keys", sa.Boolean(), server_default="1", nullable=False, comment="members steer talks by keys"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="who did it"),
        sa.Column("member_name", sa.Text(), nullable=False, comment="what they were called then"),
        sa.Column("way", sa.String(length=20), nullable=False, comment="a Way: what they came with"),
        sa.Column("way_id", sa.String(length=40), nullable=False, comment="the key's or the session's id, or empty"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was done"),
        sa.Column("subject", sa.String(length=40), nullable=False, comment="the id of what it was done to"),
        sa.Column(
            "before", sa.JSON(none_as_null=True), nullable=True, comment="what changed, as it was; never a secret"
        ),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_log_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_member", "audit_log", ["workspace_id", "member_id", "at", "id"], unique=False)
    op.create_index("ix_audit_log_page", "audit_log", ["workspace_id", "at", "id"], unique=False)
    op.create_table(
        "contact_fields",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("folded", sa.String(length=128), nullable=False, comment="the name, case folded: there is one each"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contact_fields_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_fields")),
    )
    op.create_index("uq_contact_fields_name", "contact_fields", ["workspace_id", "folded"], unique=True)
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="empty while only the number is known"),
        sa.Column(
            "name_key",
            sa.String(length=200),
            server_default="",
            nullable=False,
            comment="the same for names that are alike",
        ),
        sa.Column(
            "place",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            server_default="",
            nullable=False,
            comment="of the name in the alphabet",
        ),
        sa.Column("fields", sa.JSON(), nullable=False, comment="custom fields: their ids to string, number or boolean"),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True, comment="kept for the records of calls with them"),
        sa.Column("removed_numbers", sa.JSON(), nullable=True, comment="what it had, while it can be restored"),
        sa.Column("forget_at", sa.BigInteger(), nullable=True, comment="until then it can be restored"),
        sa.Column("merged_into", sa.String(length=40), nullable=True, comment="the contact that took over all of it"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contacts_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_alike", "contacts", ["workspace_id", "name_key", "removed_at"], unique=False)
    op.create_index("ix_contacts_by_name", "contacts", ["workspace_id", "removed_at", "place", "id"], unique=False)
    op.create_index("ix_contacts_forget", "contacts", ["workspace_id", "forget_at"], unique=False)
    op.create_index("ix_contacts_merged", "contacts", ["merged_into"], unique=False)
    op.create_index("ix_contacts_workspace", "contacts", ["workspace_id", "removed_at", "id"], unique=False)
    op.create_table(
        "lines",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False, comment="BCP 47, for prompts"),
        sa.Column("voice", sa.Boolean(), nullable=False, comment="false: the number has no telephony, only messages"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True, comment="kept for the records of its calls"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_lines_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
    )
    op.create_index("ix_lines_workspace", "lines", ["workspace_id"], unique=False)
    op.create_index(
        "uq_lines_number",
        "lines",
        ["number"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True, comment="case folded"),
        sa.Column("role", sa.String(length=20), nullable=False, comment="a Role"),
        sa.Column(
            "number", sa.String(length=16), nullable=True, comment="their own phone, remembered from its first use"
        ),
        sa.Column(
            "extension",
            sa.String(length=6),
            nullable=True,
            comment="their short number within the workspace, 2 to 6 digits",
        ),
        sa.Column("active", sa.Boolean(), nullable=False, comment="false: gone, kept for the records of their calls"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "may_unmask", sa.Boolean(), nullable=False, comment="may let a side of a call see the other's number"
        ),
        sa.Column(
            "copies", sa.String(length=4), nullable=False, comment="a Copies: how they are told of texts and voicemails"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_members_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index("ix_members_email", "members", ["email"], unique=False)
    op.create_index("uq_members_email", "members", ["workspace_id", "email"], unique=True)
    op.create_index("uq_members_extension", "members", ["workspace_id", "extension"], unique=True)
    op.create_table(
        "message_templates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="with {name}, {first_name}, {line} and {member}"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_message_templates_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
    )
    op.create_index("uq_message_templates_name", "message_templates", ["workspace_id", "name"], unique=True)
    op.create_table(
        "pin_tries",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False, comment="whose PIN was tried, or who tried"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("locked_until", sa.BigInteger(), nullable=False, comment="0: not locked"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pin_tries_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "subject", name=op.f("pk_pin_tries")),
    )
    op.create_table(
        "pushes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="a Kind"),
        sa.Column("line_id", sa.String(length=40), nullable=True, comment="null: a test"),
        sa.Column("call_id", sa.String(length=40), nullable=True, comment="null: a test"),
        sa.Column("voicemail_id", sa.String(length=40), nullable=True, comment="of a voicemail's"),
        sa.Column("message_id", sa.String(length=40), nullable=True, comment="of a text's"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a PushState"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="of the last try that failed; empty: none did"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pushes_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
    )
    op.create_index("ix_pushes_device", "pushes", ["device_id"], unique=False)
    op.create_index("ix_pushes_due", "pushes", ["state", "due_at"], unique=False)
    op.create_table(
        "trunks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("transport", sa.String(length=3), nullable=False, comment="a Transport"),
        sa.Column("username", sa.String(length=128), nullable=True),
        sa.Column("password", sa.Text(), nullable=True, comment="encrypted with the data folder's key"),
        sa.Column("register", sa.Boolean(), nullable=False),
        sa.Column(
            "codecs", sa.String(length=64), nullable=False, comment="Codecs with commas, in the order of preference"
        ),
        sa.Column("number_format", sa.String(length=30), nullable=False, comment="a NumberFormat"),
        sa.Column("country", sa.String(length=2), nullable=False, comment="for national numbers"),
        sa.Column(
            "foreign_caller_ids", sa.Boolean(), nullable=False, comment="whether its carrier shows numbers not its own"
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True, comment="kept for the records of calls over it"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_trunks_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trunks")),
    )
    op.create_index("ix_trunks_host", "trunks", ["host"], unique=False)
    op.create_index(
        "uq_trunks_name",
        "trunks",
        ["workspace_id", "name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "workspace_limits",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column(
            "countries",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="ISO 3166 alpha-2; null: the workspace's own",
        ),
        sa.Column("refused_kinds", sa.JSON(none_as_null=True), nullable=True, comment="Kinds of numbers"),
        sa.Column("calls_at_once", sa.Integer(), nullable=True),
        sa.Column("calls_a_day", sa.Integer(), nullable=True),
        sa.Column("minutes_a_day", sa.Integer(), nullable=True),
        sa.Column("longest_minutes", sa.Integer(), nullable=True),
        sa.Column(
            "member_calls_at_once", sa.Integer(), nullable=True, comment="of each member without limits of their own"
        ),
        sa.Column("member_calls_a_day", sa.Integer(), nullable=True),
        sa.Column("member_minutes_a_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_workspace_limits_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace_limits")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="whom the key acts as"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False, comment="the part of the key that may be shown"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of the secret part, hexadecimal"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_api_keys_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_api_keys_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_index("ix_api_keys_member", "api_keys", ["workspace_id", "member_id"], unique=False)
    op.create_index("uq_api_keys_prefix", "api_keys", ["prefix"], unique=True)
    op.create_table(
        "blocks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=True, comment="null: every line of the workspace"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a BlockKind"),
        sa.Column("number", sa.String(length=16), nullable=False, comment="the number or the prefix; empty: withheld"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["members.id"], name=op.f("fk_blocks_added_by")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_blocks_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_blocks_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_number", "blocks", ["workspace_id", "number"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=10), server_default="outbound", nullable=False, comment="a Direction"),
        sa.Column(
            "contact_id", sa.String(length=40), nullable=True, comment="null: a caller who withheld their number"
        ),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_number", sa.String(length=16), nullable=False, comment="empty: withheld"),
        sa.Column(
            "member_id", sa.String(length=40), nullable=True, comment="null: nobody's, or taken at a forwarding number"
        ),
        sa.Column("member_name", sa.Text(), nullable=False, comment="empty: nobody's so far"),
        sa.Column(
            "member_number",
            sa.String(length=40),
            nullable=False,
            comment="the phone: E.164, or the id of a device or softphone",
        ),
        sa.Column(
            "holder_id",
            sa.String(length=40),
            nullable=True,
            comment="the member who has it now; null: as member_id; empty: nobody's",
        ),
        sa.Column("accepted_leg", sa.String(length=40), nullable=True, comment="the leg that has claimed the caller"),
        sa.Column("line_id", sa.String(length=40), nullable=True, comment="null: a softphone's without a line"),
        sa.Column("line_number", sa.String(length=16), nullable=False),
        sa.Column("disposition", sa.String(length=30), nullable=True, comment="a Disposition, once ended"),
        sa.Column("cause", sa.String(length=30), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("bridged_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True, comment="null while the call lives"),
        sa.Column("talk_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "certain", sa.Boolean(), server_default="1", nullable=False, comment="false: part of it happened unobserved"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_calls_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_calls_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_calls_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_calls_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_contact", "calls", ["workspace_id", "contact_id", "placed_at"], unique=False)
    op.create_index(
        "ix_calls_conversation", "calls", ["workspace_id", "line_id", "contact_id", "placed_at"], unique=False
    )
    op.create_index("ix_calls_disposition", "calls", ["workspace_id", "disposition", "placed_at"], unique=False)
    op.create_index("ix_calls_history", "calls", ["workspace_id", "placed_at"], unique=False)
    op.create_index("ix_calls_line", "calls", ["workspace_id", "line_id", "placed_at"], unique=False)
    op.create_index("ix_calls_live", "calls", ["ended_at"], unique=False)
    op.create_index(
        "ix_calls_live_member",
        "calls",
        ["workspace_id", "member_id", "ended_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_calls_member", "calls", ["workspace_id", "member_id", "placed_at"], unique=False)
    op.create_table(
        "carrier_accounts",
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a CarrierKind"),
        sa.Column("account", sa.String(length=64), nullable=False, comment="the account's id at the carrier"),
        sa.Column(
            "tokens",
            sa.Text(),
            nullable=True,
            comment="what webhooks are signed with: JSON, encrypted with the data folder's key",
        ),
        sa.Column(
            "space", sa.String(length=63), nullable=False, comment="SignalWire: the customer's own part of the host"
        ),
        sa.Column("application", sa.String(length=64), nullable=False, comment="Telnyx: the TeXML application"),
        sa.Column("calls_per_second", sa.Integer(), nullable=False),
        sa.Column(
            "key_secret",
            sa.Text(),
            nullable=True,
            comment="Vonage: of the API key that sees numbers; encrypted. Null: there is none",
        ),
        sa.Column(
            "trial",
            sa.Boolean(),
            nullable=False,
            comment="whether the carrier called it a trial account when last tried",
        ),
        sa.Column("fast_ringing", sa.Boolean(), nullable=False, comment="whether a caller's document rings the phones"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_carrier_accounts_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_carrier_accounts_workspace_id")),
        sa.PrimaryKeyConstraint("trunk_id", name=op.f("pk_carrier_accounts")),
    )
    op.create_table(
        "carrier_legs",
        sa.Column("leg", sa.String(length=48), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column(
            "call_id", sa.String(length=40), nullable=False, comment="may not be written yet, as when it just comes in"
        ),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("sid", sa.String(length=96), nullable=False, comment="the carrier's id; empty until it is known"),
        sa.Column("answered", sa.Boolean(), nullable=False, comment="of one that came in: by its flow"),
        sa.Column(
            "ended",
            sa.Boolean(),
            nullable=False,
            comment="kept for requests that are replayed, and until prices are known",
        ),
        sa.Column(
            "dial",
            sa.String(length=48),
            nullable=False,
            comment="the caller's document by which it is rung; else empty",
        ),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_carrier_legs_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_carrier_legs_workspace_id")),
        sa.PrimaryKeyConstraint("leg", name=op.f("pk_carrier_legs")),
    )
    op.create_index("ix_carrier_legs_ended", "carrier_legs", ["ended"], unique=False)
    op.create_index("ix_carrier_legs_sid", "carrier_legs", ["sid"], unique=False)
    op.create_table(
        "carrier_numbers",
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=False, comment="the number's id at the carrier"),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("line_added", sa.Boolean(), nullable=False, comment="with the taking, and not before"),
        sa.Column("former", sa.Text(), nullable=False, comment="JSON: what it led to before it was taken"),
        sa.Column(
            "giving_back", sa.Boolean(), nullable=False, comment="it is to lead to that again, and may do so already"
        ),
        sa.Column(
            "astray",
            sa.Text(),
            nullable=True,
            comment="JSON: what it was found to lead to, where that is not what it should be",
        ),
        sa.Column("astray_at", sa.BigInteger(), nullable=True, comment="when that was noticed"),
        sa.Column("kept", sa.Boolean(), nullable=False, comment="somebody has said that it may lead there"),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_carrier_numbers_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_carrier_numbers_workspace_id")),
        sa.PrimaryKeyConstraint("trunk_id", "sid", name=op.f("pk_carrier_numbers")),
    )
    op.create_index(
        "ix_carrier_numbers_workspace_id_number", "carrier_numbers", ["workspace_id", "number"], unique=False
    )
    op.create_table(
        "carrier_purchases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column(
            "price", sa.String(length=20), nullable=False, comment="a month, as it was agreed to: a decimal number"
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="who agreed"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a PurchaseState"),
        sa.Column("detail", sa.Text(), nullable=False, comment="why not, in words"),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_carrier_purchases_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_carrier_purchases_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_purchases")),
    )
    op.create_index("ix_carrier_purchases_state", "carrier_purchases", ["state"], unique=False)
    op.create_index("ix_carrier_purchases_trunk_id_number", "carrier_purchases", ["trunk_id", "number"], unique=False)
    op.create_table(
        "carrier_recordings",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("leg", sa.String(length=48), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("call_sid", sa.String(length=96), nullable=False),
        sa.Column("sid", sa.String(length=96), nullable=False, comment="the carrier's id; empty until it is known"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_carrier_recordings_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_carrier_recordings_workspace_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_carrier_recordings")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=3), nullable=False, comment="out or in: the newest row decides"),
        sa.Column("source", sa.String(length=10), nullable=False, comment="a Source"),
        sa.Column("member_id", sa.String(length=40), nullable=True, comment="who wrote it down; null: nobody did"),
        sa.Column("words", sa.Text(), nullable=False, comment="their text, or how a member came to know"),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_consents_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_consents_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_number", "consents", ["workspace_id", "number", "line_id", "at"], unique=False)
    op.create_table(
        "contact_imports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="who brought the file"),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False, comment="how the file is read"),
        sa.Column("targets", sa.JSON(), nullable=True, comment="what each column is; null: nobody has said so"),
        sa.Column(
            "existing",
            sa.String(length=10),
            nullable=False,
            comment="an Existing: what becomes of contacts that are there",
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="an ImportState"),
        sa.Column("done", sa.Integer(), nullable=False, comment="rows"),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False, comment="why it failed; empty: it has not"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contact_imports_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contact_imports_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_imports")),
    )
    op.create_index("ix_contact_imports_state", "contact_imports", ["state"], unique=False)
    op.create_index("ix_contact_imports_workspace", "contact_imports", ["workspace_id", "made_at"], unique=False)
    op.create_table(
        "contact_numbers",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="the first is the one to call"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_numbers_contact_id")),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_contact_numbers")),
    )
    op.create_index("ix_contact_numbers_contact", "contact_numbers", ["contact_id"], unique=False)
    op.create_table(
        "contact_words",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column(
            "word",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
            comment="of the name, case folded",
        ),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_words_contact_id")),
        sa.PrimaryKeyConstraint("workspace_id", "word", "contact_id", name=op.f("pk_contact_words")),
    )
    op.create_index("ix_contact_words_contact", "contact_words", ["contact_id"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=True, comment="null: callers who withhold their number"),
        sa.Column("party", sa.String(length=40), nullable=False, comment="the contact's id, or withheld"),
        sa.Column("latest_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "assignee_id", sa.String(length=40), nullable=True, comment="who looks after it; null: nobody in particular"
        ),
        sa.Column(
            "latest_id",
            sa.String(length=40),
            nullable=False,
            comment="of a call, a message or a note: its beginning says which",
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["members.id"], name=op.f("fk_conversations_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_conversations_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_conversations_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_conversations_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_assignee", "conversations", ["workspace_id", "assignee_id", "latest_at", "id"], unique=False
    )
    op.create_index("ix_conversations_contact", "conversations", ["contact_id"], unique=False)
    op.create_index("ix_conversations_latest", "conversations", ["workspace_id", "latest_at", "id"], unique=False)
    op.create_index(
        "ix_conversations_line", "conversations", ["workspace_id", "line_id", "latest_at", "id"], unique=False
    )
    op.create_index("uq_conversations_party", "conversations", ["workspace_id", "line_id", "party"], unique=True)
    op.create_table(
        "duty",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column(
            "until", sa.BigInteger(), nullable=True, comment="when it turns into its opposite; null: not by itself"
        ),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_duty_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_duty_member_id")),
        sa.PrimaryKeyConstraint("line_id", "member_id", name=op.f("pk_duty")),
    )
    op.create_table(
        "emergency",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False, comment="whose number is shown and called back"),
        sa.Column("address", sa.Text(), nullable=False, comment="where help is to come to, for the notice"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_emergency_line_id")),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_emergency_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_emergency_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_emergency")),
    )
    op.create_table(
        "greeting_recordings",
        sa.Column(
            "recording",
            sa.String(length=64),
            nullable=False,
            comment="its name on the network, from where it is fetched",
        ),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_greeting_recordings_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_greeting_recordings_workspace_id")),
        sa.PrimaryKeyConstraint("recording", name=op.f("pk_greeting_recordings")),
    )
    op.create_table(
        "greetings",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False, comment="hash of the audio, as of voicemails"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_greetings_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_greetings_workspace_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_greetings")),
    )
    op.create_table(
        "line_pins",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("pin", sa.Text(), nullable=False, comment="encrypted: whoever sets lines up sees it"),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_line_pins_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_line_pins_workspace_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_pins")),
    )
    op.create_table(
        "line_trunks",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="trunks are tried in this order"),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_line_trunks_line_id")),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_line_trunks_trunk_id")),
        sa.PrimaryKeyConstraint("line_id", "position", name=op.f("pk_line_trunks")),
    )
    op.create_index("uq_line_trunks_trunk", "line_trunks", ["trunk_id", "line_id"], unique=True)
    op.create_table(
        "links",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="whom it signs in, once"),
        sa.Column(
            "phone_id",
            sa.String(length=40),
            nullable=True,
            comment="the phone of a line whose dialer it opens; null: no phone's",
        ),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of its token, hexadecimal"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_links_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_links_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_member", "links", ["workspace_id", "member_id"], unique=False)
    op.create_index("uq_links_hash", "links", ["hash"], unique=True)
    op.create_table(
        "mail_recipients",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False, comment="a line's voicemails are sent there"),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_mail_recipients_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mail_recipients_workspace_id")),
        sa.PrimaryKeyConstraint("line_id", "position", name=op.f("pk_mail_recipients")),
    )
    op.create_table(
        "member_limits",
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("calls_at_once", sa.Integer(), nullable=True),
        sa.Column("calls_a_day", sa.Integer(), nullable=True),
        sa.Column("minutes_a_day", sa.Integer(), nullable=True),
        sa.Column("longest_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_limits_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_member_limits_workspace_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_limits")),
    )
    op.create_table(
        "message_parts",
        sa.Column("text_id", sa.String(length=32), nullable=False, comment="of the text that it is a part of"),
        sa.Column("number", sa.Integer(), nullable=False, comment="which part"),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False, comment="as the SMSC writes it"),
        sa.Column("destination", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False, comment="the sender's, which it uses again"),
        sa.Column("total", sa.Integer(), nullable=False, comment="how many parts there are"),
        sa.Column("coding", sa.Integer(), nullable=False, comment="data_coding (SMPP 3.4, 5.2.19)"),
        sa.Column("octets", sa.LargeBinary(), nullable=False, comment="empty once the text is kept"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of what they were"),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=True, comment="when the text was kept; null: parts are missing"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_message_parts_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_message_parts_workspace_id")),
        sa.PrimaryKeyConstraint("text_id", "number", name=op.f("pk_message_parts")),
    )
    op.create_index(
        "ix_message_parts_text",
        "message_parts",
        ["trunk_id", "source", "destination", "reference", "total"],
        unique=False,
    )
    op.create_table(
        "number_fees",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column(
            "since", sa.String(length=7), nullable=False, comment="YYYY-MM: from this month on, until another holds"
        ),
        sa.Column("price", sa.BigInteger(), nullable=True, comment="of a month; null: none any more"),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="ISO 4217; empty: none"),
        sa.Column("source", sa.String(length=10), nullable=False, comment="a FeeSource"),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_number_fees_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_number_fees_workspace_id")),
        sa.PrimaryKeyConstraint("line_id", "since", name=op.f("pk_number_fees")),
    )
    op.create_index("ix_number_fees_workspace", "number_fees", ["workspace_id"], unique=False)
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential", sa.String(length=1364), nullable=False, comment="the credential's id, base64url"),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="a COSE key (RFC 9052)"),
        sa.Column(
            "sign_count", sa.BigInteger(), nullable=False, comment="as the device last said; 0: it does not count"
        ),
        sa.Column("synced", sa.Boolean(), nullable=False, comment="whether the member's other devices have it too"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_passkeys_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_passkeys_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
    )
    op.create_index("ix_passkeys_member", "passkeys", ["workspace_id", "member_id"], unique=False)
    op.create_index("uq_passkeys_credential", "passkeys", ["credential"], unique=True)
    op.create_table(
        "passwords",
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False, comment="Argon2id, as a PHC string"),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_passwords_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_passwords_workspace_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_passwords")),
    )
    op.create_table(
        "phones",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="whose phone it is"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="a PhoneKind"),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("connected_by", sa.String(length=20), nullable=False, comment="a ConnectedBy"),
        sa.Column(
            "asks_key", sa.Boolean(), nullable=False, comment="whether a call that rings it first waits for a key"
        ),
        sa.Column(
            "attested", sa.Boolean(), nullable=False, comment="whether the carrier attested the caller of its last call"
        ),
        sa.Column(
            "made_member", sa.Boolean(), nullable=False, comment="whether its member came with it, and leaves with it"
        ),
        sa.Column(
            "made_agent", sa.Boolean(), nullable=False, comment="whether its member became an agent of the line by it"
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True, comment="null while it works"),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_phones_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_phones_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_phones_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
    )
    op.create_index("ix_phones_line", "phones", ["workspace_id", "line_id"], unique=False)
    op.create_index("ix_phones_member", "phones", ["workspace_id", "member_id"], unique=False)
    op.create_index("ix_phones_number", "phones", ["workspace_id", "number"], unique=False)
    op.create_index(
        "uq_phones_number",
        "phones",
        ["line_id", "number"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "pins",
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column(
            "hash",
            sa.String(length=64),
            nullable=False,
            comment="HMAC-SHA-256 with a key outside the database, hexadecimal",
        ),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_pins_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pins_workspace_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_pins")),
    )
    op.create_table(
        "push_devices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column(
            "session_id",
            sa.String(length=40),
            nullable=True,
            comment="in which it was added: signed out there it is told nothing more; null: by a key",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="what its owner knows it by: Chrome on Android"),
        sa.Column("language", sa.String(length=35), nullable=False, comment="BCP 47, of the texts"),
        sa.Column(
            "endpoint_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the endpoint's address, hexadecimal",
        ),
        sa.Column(
            "subscription",
            sa.Text(),
            nullable=False,
            comment="encrypted: the endpoint's address and the browser's keys",
        ),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("pushed_at", sa.BigInteger(), nullable=True, comment="when one was last handed over"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_push_devices_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_push_devices_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_devices")),
    )
    op.create_index("ix_push_devices_member", "push_devices", ["workspace_id", "member_id"], unique=False)
    op.create_index("uq_push_devices_endpoint", "push_devices", ["endpoint_hash"], unique=True)
    op.create_table(
        "rate_sheets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="ISO 4217"),
        sa.Column("size", sa.Integer(), nullable=False, comment="how many rates it has"),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False, comment="the newest of its trunk that wasn't taken back"),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_rate_sheets_made_by")),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_rate_sheets_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_rate_sheets_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_sheets")),
    )
    op.create_index("ix_rate_sheets_trunk", "rate_sheets", ["workspace_id", "trunk_id", "made_at"], unique=False)
    op.create_table(
        "routes",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.LargeBinary(), nullable=False, comment="a Policy, as JSON"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_routes_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_routes_workspace_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_routes")),
    )
    op.create_index(op.f("ix_routes_workspace_id"), "routes", ["workspace_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie's token, hexadecimal"),
        sa.Column("by", sa.String(length=20), nullable=False, comment="a Proof: how they signed in"),
        sa.Column("address", sa.String(length=64), nullable=False, comment="where from"),
        sa.Column("agent", sa.Text(), nullable=False, comment="what their browser calls itself"),
        sa.Column(
            "phone_id",
            sa.String(length=40),
            nullable=True,
            comment="the phone of a line that it is of; null: its member signed in themselves",
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False, comment="to the minute"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sessions_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_sessions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_member", "sessions", ["workspace_id", "member_id"], unique=False)
    op.create_index("uq_sessions_hash", "sessions", ["hash"], unique=True)
    op.create_table(
        "smpp_bindings",
        sa.Column("trunk_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("system_id", sa.String(length=15), nullable=False),
        sa.Column("password", sa.Text(), nullable=False, comment="encrypted with the data folder's key"),
        sa.Column("system_type", sa.String(length=12), nullable=False, comment="empty: none"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_smpp_bindings_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_smpp_bindings_workspace_id")),
        sa.PrimaryKeyConstraint("trunk_id", name=op.f("pk_smpp_bindings")),
    )
    op.create_table(
        "softphones",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a Kind"),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False, comment="false: signed in or not, it is not rung"),
        sa.Column("switched_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "line_id",
            sa.String(length=40),
            nullable=True,
            comment="what its calls show; null: the workspace's only line",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_softphones_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_softphones_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_softphones_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_softphones")),
    )
    op.create_index("ix_softphones_member", "softphones", ["workspace_id", "member_id"], unique=False)
    op.create_table(
        "contact_import_refusals",
        sa.Column("import_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["contact_imports.id"], name=op.f("fk_contact_import_refusals_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_contact_import_refusals")),
    )
    op.create_table(
        "conversation_notes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False, comment="who wrote it"),
        sa.Column("member_name", sa.Text(), nullable=False, comment="as they were called then"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True, comment="it can be restored for a day"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_notes_conversation_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_conversation_notes_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_conversation_notes_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_notes")),
    )
    op.create_index(
        "ix_conversation_notes_conversation", "conversation_notes", ["conversation_id", "made_at"], unique=False
    )
    op.create_index("ix_conversation_notes_deleted", "conversation_notes", ["deleted_at"], unique=False)
    op.create_table(
        "conversation_unread",
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="of what is unread in it, the latest"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_unread_conversation_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_conversation_unread_member_id")),
        sa.PrimaryKeyConstraint("member_id", "conversation_id", name=op.f("pk_conversation_unread")),
    )
    op.create_index("ix_conversation_unread_conversation", "conversation_unread", ["conversation_id"], unique=False)
    op.create_index(
        "ix_conversation_unread_latest", "conversation_unread", ["member_id", "at", "conversation_id"], unique=False
    )
    op.create_table(
        "dial_intents",
        sa.Column("phone_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False, comment="who is to be called"),
        sa.Column(
            "code", sa.String(length=64), nullable=False, comment="HMAC of the digits that prove its call; empty: none"
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("fk_dial_intents_phone_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_dial_intents_workspace_id")),
        sa.PrimaryKeyConstraint("phone_id", name=op.f("pk_dial_intents")),
    )
    op.create_table(
        "legs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False, comment="E.164, or a device's id; empty: withheld"),
        sa.Column("caller_id", sa.String(length=16), nullable=False),
        sa.Column("trunk_id", sa.String(length=40), nullable=False, comment="empty: a device's"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ringing_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("bridged_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.String(length=30), nullable=True),
        sa.Column("q850", sa.Integer(), nullable=True),
        sa.Column("sip", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_legs_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legs")),
    )
    op.create_index("ix_legs_call", "legs", ["call_id"], unique=False)
    op.create_table(
        "message_drafts",
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pictures", sa.Text(), nullable=False, comment="their ids, with commas"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_message_drafts_conversation_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_message_drafts_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_message_drafts_workspace_id")),
        sa.PrimaryKeyConstraint("member_id", "conversation_id", name=op.f("pk_message_drafts")),
    )
    op.create_index("ix_message_drafts_conversation", "message_drafts", ["conversation_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True, comment="null: a notice, in none"),
        sa.Column("contact_id", sa.String(length=40), nullable=True, comment="null: a notice"),
        sa.Column(
            "number",
            sa.String(length=16),
            nullable=False,
            comment="the other side's; a short code or a name where that wrote",
        ),
        sa.Column("direction", sa.String(length=10), nullable=False, comment="a Direction"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a Kind"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "member_id", sa.String(length=40), nullable=True, comment="who sent it; null: inbound, or the system"
        ),
        sa.Column("member_name", sa.Text(), nullable=False, comment="as they were called then"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("send_at", sa.BigInteger(), nullable=True, comment="null: at once"),
        sa.Column(
            "sort_at",
            sa.BigInteger(),
            nullable=False,
            comment="its place in the conversation, and among what waits there",
        ),
        sa.Column("state", sa.String(length=12), nullable=False, comment="a MessageState"),
        sa.Column("failure", sa.String(length=20), nullable=True, comment="a Failure; null: none"),
        sa.Column("carrier_code", sa.String(length=40), nullable=False, comment="the vendor's own code of a failure"),
        sa.Column("detail", sa.Text(), nullable=False, comment="the vendor's own words; empty: none"),
        sa.Column("trunk_id", sa.String(length=40), nullable=True, comment="which carries it; null: not chosen yet"),
        sa.Column("reference", sa.String(length=128), nullable=True, comment="the carrier's id of it"),
        sa.Column(
            "queue", sa.String(length=64), nullable=False, comment="messages of one are sent one after the other"
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False, comment="of what waits: not to be tried before"),
        sa.Column("tried_at", sa.BigInteger(), nullable=True, comment="when the carrier was last asked to send it"),
        sa.Column(
            "ask_at",
            sa.BigInteger(),
            nullable=True,
            comment="when the carrier is to be asked what became of it; null: never",
        ),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.String(length=4), nullable=False, comment="an Encoding"),
        sa.Column(
            "estimate", sa.BigInteger(), nullable=True, comment="millionths of the currency; null: no rate is known"
        ),
        sa.Column(
            "price", sa.BigInteger(), nullable=True, comment="the carrier's, in millionths; null until it is known"
        ),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="ISO 4217; empty: no price is known"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_messages_contact_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_messages_line_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_messages_member_id")),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_messages_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_messages_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_ask", "messages", ["ask_at"], unique=False)
    op.create_index("ix_messages_contact", "messages", ["contact_id"], unique=False)
    op.create_index("ix_messages_conversation", "messages", ["conversation_id", "sort_at", "id"], unique=False)
    op.create_index("ix_messages_due", "messages", ["state", "due_at"], unique=False)
    op.create_index("ix_messages_line", "messages", ["line_id", "direction", "sort_at"], unique=False)
    op.create_index("ix_messages_number", "messages", ["workspace_id", "number", "made_at"], unique=False)
    op.create_index("ix_messages_queue", "messages", ["queue", "state", "sort_at"], unique=False)
    op.create_index("ix_messages_reference", "messages", ["trunk_id", "reference", "direction"], unique=False)
    op.create_index("ix_messages_scheduled", "messages", ["workspace_id", "state", "send_at", "id"], unique=False)
    op.create_index(
        "uq_messages_arrived",
        "messages",
        ["trunk_id", "reference"],
        unique=True,
        sqlite_where=sa.text("direction = 'inbound'"),
        postgresql_where=sa.text("direction = 'inbound'"),
    )
    op.create_table(
        "rates",
        sa.Column("sheet_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="a PricedKind"),
        sa.Column("direction", sa.String(length=10), nullable=False, comment="outbound or inbound"),
        sa.Column("prefix", sa.String(length=15), nullable=False, comment="digits of E.164; empty: every number"),
        sa.Column("price", sa.BigInteger(), nullable=False, comment="of a minute, or of a text's segment"),
        sa.Column("once", sa.BigInteger(), nullable=False, comment="of each call or message, whatever its length"),
        sa.Column("minimum_s", sa.Integer(), nullable=False),
        sa.Column("increment_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["rate_sheets.id"], name=op.f("fk_rates_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "kind", "direction", "prefix", name=op.f("pk_rates")),
    )
    op.create_table(
        "sip_accounts",
        sa.Column("username", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("softphone_id", sa.String(length=40), nullable=False),
        sa.Column(
            "ha1", sa.Text(), nullable=False, comment="digest of the secret, encrypted with the data folder's key"
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False, comment="when its secret was made"),
        sa.Column("expires_at", sa.BigInteger(), nullable=True, comment="of a browser's; null: never"),
        sa.ForeignKeyConstraint(["softphone_id"], ["softphones.id"], name=op.f("fk_sip_accounts_softphone_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_sip_accounts_workspace_id")),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_sip_accounts")),
    )
    op.create_index(op.f("ix_sip_accounts_expires_at"), "sip_accounts", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sip_accounts_softphone_id"), "sip_accounts", ["softphone_id"], unique=False)
    op.create_table(
        "voicemails",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=True, comment="null: the caller withheld their number"),
        sa.Column("caller", sa.String(length=16), nullable=False, comment="empty: withheld"),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column(
            "recording",
            sa.String(length=64),
            nullable=False,
            comment="its name on the network, from where it is fetched",
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a State"),
        sa.Column(
            "content",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256 of the audio, hexadecimal; null until it is kept",
        ),
        sa.Column("size", sa.Integer(), nullable=True, comment="bytes"),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column(
            "cut_short",
            sa.Boolean(),
            server_default="0",
            nullable=False,
            comment="the network's disk was full: a part may be missing",
        ),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_voicemails_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_voicemails_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_voicemails_line_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_voicemails_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicemails")),
    )
    op.create_index("ix_voicemails_inbox", "voicemails", ["workspace_id", "left_at"], unique=False)
    op.create_index("ix_voicemails_waiting", "voicemails", ["state"], unique=False)
    op.create_index("uq_voicemails_call", "voicemails", ["call_id"], unique=True)
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("voicemail_id", sa.String(length=40), nullable=True, comment="null: it is another notice"),
        sa.Column("subject", sa.Text(), nullable=False, comment="of a notice; empty: a voicemail's"),
        sa.Column("text", sa.Text(), nullable=False, comment="of a notice; empty: a voicemail's"),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a MailState"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, comment="of the last try that failed; empty: none did"),
        sa.ForeignKeyConstraint(["voicemail_id"], ["voicemails.id"], name=op.f("fk_mails_voicemail_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mails_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_due", "mails", ["state", "due_at"], unique=False)
    op.create_index("ix_mails_voicemail", "mails", ["voicemail_id"], unique=False)
    op.create_table(
        "message_pictures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True, comment="null: uploaded, and not sent yet"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            comment="its media type; of one that is not kept what the carrier says",
        ),
        sa.Column(
            "content",
            sa.String(length=64),
            nullable=True,
            comment="the hash of its file, as of voicemails; null until it is kept",
        ),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False, comment="a PictureState"),
        sa.Column("source", sa.Text(), nullable=False, comment="where the carrier has it; empty: it was uploaded"),
        sa.Column(
            "trunk_id", sa.String(length=40), nullable=True, comment="whose authority fetches it; null: it was uploaded"
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="when it is to be fetched; null: it isn't"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why the last try failed; empty: none did"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_pictures_message_id")),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_message_pictures_trunk_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_message_pictures_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_pictures")),
    )
    op.create_index("ix_message_pictures_content", "message_pictures", ["content"], unique=False)
    op.create_index("ix_message_pictures_due", "message_pictures", ["due_at"], unique=False)
    op.create_index("ix_message_pictures_made", "message_pictures", ["made_at"], unique=False)
    op.create_index("ix_message_pictures_message", "message_pictures", ["message_id", "position"], unique=False)
