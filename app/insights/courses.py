"""Planned against walked: the way through a journey as planned, with what really became of it. Pure."""

from app.insights.story import Lane, Story


def course_of(story: Story) -> list[dict]:
    """[{touchpoint, name, channel, state: walked|skipped|not_reached|added, marks}], the plan first, then what was
    added on the way. marks: sent, repeated, out_of_order, switched (came by a channel the plan did not have next)."""
    lanes = {lane.key: lane for lane in story.lanes}
    planned = [{"touchpoint": one["touchpoint"], "name": one["name"],
                "channel": story.places[one["touchpoint"]]["channel"], "state": one["state"],
                "marks": _marks(story, lanes.get(one["touchpoint"]))} for one in story.planned]
    added = [{"touchpoint": lane.place and lane.place["id"], "name": lane.name, "channel": lane.channel,
              "state": "added", "marks": _marks(story, lane)} for lane in story.lanes if lane.place is None]
    return planned + added


def is_straight(course: list[dict]) -> bool:
    """Whether a walk went as planned: every touchpoint once, in order, nothing added. Being sent on or having to switch
    channel on that way does not leave it."""
    return all(one["state"] == "walked" and not {"repeated", "out_of_order"} & set(one["marks"]) for one in course)


def _marks(story: Story, lane: Lane | None) -> list[str]:
    if lane is None:
        return []
    holds = {
        "sent": any(visit["why"] == "sent" for visit in lane.visits),
        "repeated": len(lane.visits) > 1,
        "out_of_order": lane.place is not None and story.is_out_of_order(lane),
        "switched": any(visit["friction"].get("channel_switch") for visit in lane.visits),
    }
    return [name for name, holds_here in holds.items() if holds_here]
