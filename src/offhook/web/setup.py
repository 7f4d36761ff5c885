"""The set-up guide over HTTP: what there must be before the first call, and which of it there is."""

from __future__ import annotations

from pydantic import BaseModel, Field

from offhook.setup import service
from offhook.setup.service import Reached, Step, StepStanding
from offhook.setup.words import told
from offhook.web import routes
from offhook.web.context import Managing, Offhook

router = routes.router("/setup", tag="workspace")


class StepView(BaseModel):
    """One step, and how it stands."""

    step: Step
    standing: StepStanding
    name: str = Field(description="Of the trunk, line or member that it is about; empty: none", examples=["lab"])
    id: str | None = Field(
        description="Its id; of the last step, the latest call that was answered",
        examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    error: str = Field(description="What is wrong with it, in the carrier's or the network's words", examples=[""])
    detail: str = Field(description="How it stands, in words", examples=["The trunk lab works."])

    @classmethod
    def of(cls, found: Reached, *, carriers: bool = False) -> StepView:
        """From the service's; `carriers` where an account takes the place of a trunk."""
        return cls(
            step=found.step,
            standing=found.standing,
            name=found.name,
            id=found.id,
            error=found.detail,
            detail=told(found, carriers=carriers),
        )


class SetupView(BaseModel):
    """How far the workspace is set up."""

    done: bool = Field(description="Whether all steps are", examples=[False])
    practice: bool = Field(
        description="Whether calls go over the practice network, on which every trunk works", examples=[False]
    )
    carriers: bool = Field(
        description="Whether they go over carriers that are driven by HTTP: an account takes the place of a trunk",
        examples=[False],
    )
    steps: list[StepView] = Field(description="In their order: the first that isn't done is next")


@router.get("")
async def get_setup(offhook: Offhook, asking: Managing) -> SetupView:
    """What there must be before the first call, and which of it there is now."""
    health = offhook.telephony.trunk_health()
    found = await offhook.storage.read(lambda conn: service.reached(conn, asking.workspace_id, health))
    carriers = offhook.settings.telephony == "carriers"
    return SetupView(
        done=all(each.standing is StepStanding.DONE for each in found),
        practice=offhook.settings.telephony == "practice",
        carriers=carriers,
        steps=[StepView.of(each, carriers=carriers) for each in found],
    )
