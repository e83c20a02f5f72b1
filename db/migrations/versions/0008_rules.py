"""The rules of the house, who is where, and what the doors did last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_states",
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("unlocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_door_states")),
    )
    op.create_table(
        "rule_areas",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("passback", sa.String(length=16), nullable=False),
        sa.Column("passback_s", sa.Double(), nullable=False),
        sa.Column("people_limit", sa.Integer(), nullable=True),
        sa.CheckConstraint("passback_s >= 0", name=op.f("ck_rule_areas_passback_s")),
        sa.CheckConstraint(
            "people_limit IS NULL OR people_limit >= 0", name=op.f("ck_rule_areas_people_limit")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_areas")),
    )
    op.create_table(
        "rule_calendars",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_calendars")),
    )
    op.create_table(
        "rule_groups",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("in_lockdown", sa.Boolean(), nullable=False),
        sa.Column("escorts", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["escorts"], ["rule_groups.name"], name=op.f("fk_rule_groups_escorts")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_groups")),
    )
    op.create_table(
        "rule_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_rule_state_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_state")),
    )
    op.create_table(
        "last_grants",
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_last_grants_person_id")
        ),
        sa.PrimaryKeyConstraint("door", "person_id", name=op.f("pk_last_grants")),
    )
    op.create_index("ix_last_grants_door_at", "last_grants", ["door", "at"])
    op.create_index(op.f("ix_last_grants_person_id"), "last_grants", ["person_id"])
    op.create_table(
        "rule_doors",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("into", sa.String(length=120), nullable=True),
        sa.Column("out_of", sa.String(length=120), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_within_s", sa.Double(), nullable=False),
        sa.Column("opened_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint("people BETWEEN 1 AND 10", name=op.f("ck_rule_doors_people")),
        sa.CheckConstraint("people_within_s > 0", name=op.f("ck_rule_doors_people_within_s")),
        sa.ForeignKeyConstraint(["into"], ["rule_areas.name"], name=op.f("fk_rule_doors_into")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["rule_groups.name"], name=op.f("fk_rule_doors_opened_by")
        ),
        sa.ForeignKeyConstraint(["out_of"], ["rule_areas.name"], name=op.f("fk_rule_doors_out_of")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_doors")),
    )
    op.create_table(
        "rule_holidays",
        sa.Column("calendar", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar"], ["rule_calendars.name"], name=op.f("fk_rule_holidays_calendar")
        ),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_rule_holidays")),
    )
    op.create_table(
        "rule_members",
        sa.Column("group", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"], ["rule_groups.name"], name=op.f("fk_rule_members_group")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_rule_members_person_id")
        ),
        sa.PrimaryKeyConstraint("group", "person_id", name=op.f("pk_rule_members")),
    )
    op.create_index(op.f("ix_rule_members_person_id"), "rule_members", ["person_id"])
    op.create_table(
        "rule_schedules",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("calendar", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar"], ["rule_calendars.name"], name=op.f("fk_rule_schedules_calendar")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_schedules")),
    )
    op.create_table(
        "stays",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stays_person_id")),
        sa.PrimaryKeyConstraint("person_id", "area", name=op.f("pk_stays")),
    )
    op.create_index("ix_stays_left_at_area", "stays", ["left_at", "area"])
    op.create_table(
        "visitor_passes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("escorts", sa.String(length=120), nullable=True),
        sa.Column("entries_used", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "entries IS NULL OR entries >= 1", name=op.f("ck_visitor_passes_entries")
        ),
        sa.ForeignKeyConstraint(
            ["escorts"], ["rule_groups.name"], name=op.f("fk_visitor_passes_escorts")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_visitor_passes_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_visitor_passes")),
    )
    op.create_table(
        "rule_interlocks",
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("other", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["door"], ["rule_doors.name"], name=op.f("fk_rule_interlocks_door")
        ),
        sa.PrimaryKeyConstraint("door", "other", name=op.f("pk_rule_interlocks")),
    )
    op.create_table(
        "rule_permits",
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("group", sa.String(length=120), nullable=False),
        sa.Column("schedule", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["door"], ["rule_doors.name"], name=op.f("fk_rule_permits_door")),
        sa.ForeignKeyConstraint(
            ["group"], ["rule_groups.name"], name=op.f("fk_rule_permits_group")
        ),
        sa.PrimaryKeyConstraint("door", "group", "schedule", name=op.f("pk_rule_permits")),
    )
    op.create_table(
        "rule_spans",
        sa.Column("schedule", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.String(length=60), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("end_min", sa.Integer(), nullable=False),
        sa.CheckConstraint("end_min BETWEEN 1 AND 1440", name=op.f("ck_rule_spans_end")),
        sa.CheckConstraint("start_min BETWEEN 0 AND 1439", name=op.f("ck_rule_spans_start")),
        sa.ForeignKeyConstraint(
            ["schedule"], ["rule_schedules.name"], name=op.f("fk_rule_spans_schedule")
        ),
        sa.PrimaryKeyConstraint("schedule", "position", name=op.f("pk_rule_spans")),
    )
    state = sa.table(
        "rule_state",
        sa.column("id", sa.Integer),
        sa.column("revision", sa.Integer),
        sa.column("moves", sa.Integer),
        sa.column("mode", sa.String),
    )
    op.bulk_insert(state, [{"id": 1, "revision": 1, "moves": 1, "mode": "normal"}])


def downgrade() -> None:
    for table in (
        "rule_spans",
        "rule_permits",
        "rule_interlocks",
        "visitor_passes",
        "stays",
        "rule_schedules",
        "rule_members",
        "rule_holidays",
        "rule_doors",
        "last_grants",
        "rule_state",
        "rule_groups",
        "rule_calendars",
        "rule_areas",
        "door_states",
    ):
        op.drop_table(table)
