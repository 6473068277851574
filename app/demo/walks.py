"""The walks of the demo world, tap by tap. The first is the one drawn in the design (D2); its figures follow the method."""

from app.demo.rewalks import before_and_after
from app.demo.script import Script, demo_id, minutes


def guess(journey: str, steps: int, waiting: str, outcome: str, **ratings: int) -> dict:
    """A prediction as the phone seals it: ratings by touchpoint, 1 easiest … 7 hardest."""
    return {"steps": steps, "wait_ms": minutes(waiting), "outcome": outcome, "touchpoints": {
        demo_id("touchpoint", demo_id("journey", journey), key): rating for key, rating in ratings.items()}}


def script(name: str, by: str, journey: str, persona: str | None, mode: str = "be") -> Script:
    """A walk of a demo journey, first revision, in the shoes of a demo persona."""
    return Script(name, demo_id("user", by), (demo_id("journey", journey), 1),
                  (demo_id("persona", persona), 1) if persona else None, mode=mode)


def maria_by_dana() -> Script:
    """The drawn walk: website, call centre, store, e-mail; four days, 48 minutes."""
    w = script("maria-dana", "dana", "dispute", "maria").at("2026-11-10 13:36")
    w.begin(guess("dispute", 12, "5:00", "reached", website=3, call=3, store=3, email=2))
    w.enter("website", "0:00", mood=-1, place="help")
    w.step("0:05", words="Searched “dispute bill”")
    w.step("0:40", "form_field", "Chose account type").step("1:05", "form_field", "Chose “home broadband”")
    w.wait("1:20", "page_load", "0:35", occupied=False, explained=False)
    w.step("2:10", "form_field", "Typed account number").step("2:50", "jargon", "“Adjustment window”")
    w.step("3:30", "form_field", "Typed charge date").step("3:50", "form_field", "Typed amount")
    w.step("4:20", "form_field", "Chose a reason").mood("5:10", -1)
    w.step("5:30", "repeat_info", "Signed in a second time").step("6:20", words="Opened the dispute form")
    w.step("7:05", "dead_end", "“This charge can't be disputed online”", tags=["why_policy"])
    w.photo("7:10", "screen", "Told after six fields").mood("7:15", -2, "So why is there a form?")
    w.step("8:05", "channel_switch", "Told to call").leave("8:20", 5, "not", "sent_elsewhere")
    w.enter("call", "8:30", place="line").mood("8:35", -1)
    w.step("8:34", words="Rang the number on the bill")
    for time, words in (("8:50", "Pressed 2, billing"), ("9:10", "Pressed 4, something else"),
                        ("9:32", "Key in account number"), ("9:50", "Pressed 1, yes"),
                        ("10:22", "Pressed 3, a charge")):
        w.step(time, "menu_choice", words)
    w.step("10:05", "jargon", "“Pro-rata adjustment”", tags=["jargon"])
    w.wait("10:35", "hold", "4:10", occupied=False, explained=True, promised_ms=120_000)
    w.step("14:45", words="Someone in Billing answered", employees=1, can_help=False).mood("14:50", 0)
    w.step("15:20", "repeat_info", "Account number, again")
    w.step("16:50", "policy_wall", "Can't credit over £25", tags=["why_policy"])
    w.note("16:55", "“I can't credit more than £25. That's Disputes.”").mood("17:00", -1)
    w.step("17:40", "transfer", "To Billing Disputes")
    w.wait("17:45", "hold", "11:40", occupied=False, explained=False, kind_heard="music")
    w.note("24:00", "Heard 4 times: “Your call is important to us.”").mood("24:05", -2, "I'd have hung up by now.")
    w.step("29:30", words="Someone in Disputes answered", employees=1, can_help=False)
    w.step("30:20", "repeat_info", "Account number, a third time").mood("30:40", -2)
    w.leave("32:40", 6, "not", "sent_elsewhere")
    w.at("2026-11-11 10:05").enter("store", "0:00", place="highgate").mood("0:10", 0)
    w.step("0:20", words="Came in").photo("0:22", "door", "Sign at door")
    w.wait("0:45", "queue", "6:15", occupied=False, explained=True, people_ahead=12)
    w.photo("4:30", "ticket", "12 people ahead").step("7:00", words="My turn", employees=1, can_help=True)
    w.step("7:50", "repeat_info", "The whole story, again").mood("8:20", -1)
    w.step("9:20", "bright_spot", "She rang them for me").mood("9:30", 1, "She rang them for me.")
    w.step("9:50", "jargon", "“Goodwill ledger”").step("10:40", "channel_switch", "Answer will come by e-mail")
    w.photo("10:40", "form", "Paper form").step("12:20", "sign", "Signed the form").mood("13:10", 1)
    w.leave("13:20", 4, "partly")
    w.at("2026-11-13 09:20").enter("email", "0:00").step("0:20", words="Read the answer")
    w.step("1:00", "bright_spot", "Credited in full").mood("1:10", 2).leave("1:40", 1, "reached")
    return w.end("2:00", "reached")


def maria_by_priti() -> Script:
    """The same shoes, another afternoon: a person who could credit the charge picked up."""
    w = script("maria-priti", "priti", "dispute", "maria").at("2026-11-04 15:02")
    w.begin(guess("dispute", 16, "8:00", "reached", website=4, call=4, store=3, email=2))
    w.enter("website", "0:00", mood=0, place="help").step("0:15", words="Found “Billing help”")
    w.step("0:50", "form_field", "Chose account type").step("1:40", "form_field", "Typed the charge")
    w.wait("1:55", "page_load", "0:12", occupied=False, explained=False)
    w.step("2:30", "dead_end", "“Call us about this charge”").step("2:50", "channel_switch", "Told to call")
    w.leave("3:05", 3, "not", "sent_elsewhere")
    w.enter("call", "3:20", place="line").step("3:25", words="Rang the number on the page")
    w.step("3:40", "menu_choice", "Pressed 2, billing").step("4:00", "menu_choice", "Pressed 3, a charge")
    w.wait("4:10", "hold", "1:50", occupied=True, explained=True, promised_ms=180_000)
    w.step("6:00", words="Someone in Billing answered", employees=1, can_help=True)
    w.step("6:30", "explain", "Told the story once").step("8:10", "bright_spot", "Credited while I was on the line")
    w.mood("8:20", 2).leave("8:40", 2, "reached")
    return w.end("9:00", "reached")


def tom_by_idris() -> Script:
    """No internet: the phone menu keeps sending him online."""
    w = script("tom-idris", "idris", "dispute", "tom").at("2026-11-05 11:10")
    w.begin(guess("dispute", 10, "6:00", "reached", website=1, call=4, store=3, email=1))
    w.enter("call", "0:00", mood=-1, place="line").step("0:04", words="Rang the number on the bill")
    w.step("0:30", "menu_choice", "Pressed 2, billing").step("1:05", "dead_end", "“Visit our website”, then silence")
    w.step("1:40", "menu_choice", "Pressed 0 and waited").step("2:10", "repeat_info", "Account number he does not have")
    w.wait("2:20", "queue", "16:25", how="gave_up", occupied=False, explained=False)
    w.note("9:00", "Told five times to go online.").mood("18:40", -2, "I don't have online.")
    w.leave("18:50", 7, "not", "gave_up")
    w.at("2026-11-11 16:20").enter("store", "0:00", place="camden").step("0:10", words="Came in")
    w.wait("0:30", "queue", "3:10", occupied=True, explained=True)
    w.step("3:40", words="My turn", employees=1, can_help=False)
    w.step("4:20", "repeat_info", "The whole story").step("5:40", "policy_wall", "Needs an online account for a refund")
    w.step("8:10", words="A manager came over", employees=1, can_help=True).step("9:30", "show_document", "Showed the receipt")
    w.step("12:00", "sign", "Signed a paper form").mood("12:30", -1).leave("12:45", 5, "partly")
    return w.end("13:00", "partly", own_department=None)


def ngozi_by_marek() -> Script:
    """On a phone screen at night: the form does not fit, the line is closed."""
    w = script("ngozi-marek", "marek", "dispute", "ngozi").at("2026-10-29 02:40")
    w.begin(guess("dispute", 14, "3:00", "partly", website=4, call=3, store=4, email=2))
    w.enter("website", "0:00", mood=0, place="help").step("0:20", words="Opened the bill on the phone")
    for time, words in (("0:55", "Account type"), ("1:30", "Account number"), ("2:15", "Charge date, wrong keyboard"),
                        ("3:10", "Amount"), ("3:50", "Reason, list cut off at the edge")):
        w.step(time, "form_field", words)
    w.wait("4:05", "page_load", "0:48", occupied=False, explained=False)
    w.step("5:20", "jargon", "“Adjustment window”").step("6:10", "dead_end", "“This charge can't be disputed online”")
    w.mood("6:20", -1).step("6:40", "channel_switch", "Told to call").leave("6:50", 5, "not", "sent_elsewhere")
    w.enter("call", "7:00").step("7:05", words="Rang").step("7:40", "menu_choice", "Pressed 2, billing")
    w.step("8:00", "dead_end", "“We open at eight”").leave("8:10", 6, "not", "closed")
    return w.end("8:30", "not")


def lin_by_priti() -> Script:
    """A return that works, up to the counter."""
    w = script("lin-priti", "priti", "return", "lin").at("2026-11-12 10:30")
    w.begin(guess("return", 12, "4:00", "reached", website=2, store=3, call=3))
    w.enter("website", "0:00", mood=1).step("0:20", words="“Send something back”")
    for time, words in (("0:50", "Order number"), ("1:20", "What is wrong"), ("1:45", "Serial number, under the router"),
                        ("2:40", "Collection or store")):
        w.step(time, "form_field", words)
    w.wait("2:50", "page_load", "0:09", occupied=False, explained=True)
    w.step("3:20", "bright_spot", "A label with no printing needed").leave("3:40", 2, "reached")
    w.at("2026-11-12 12:05").enter("store", "0:00", place="camden").step("0:10", words="Came in")
    w.wait("0:20", "queue", "5:40", occupied=False, explained=False, people_ahead=6)
    w.step("6:00", words="My turn", employees=1, can_help=True).step("6:40", "show_document", "Showed the code")
    w.step("7:30", "repeat_info", "Serial number, again").step("9:10", "sign", "Signed for it")
    w.mood("9:20", 0).leave("9:40", 3, "reached")
    return w.end("9:50", "reached")


def tom_return_by_marek() -> Script:
    """The router that was sent back in August."""
    w = script("tom-return-marek", "marek", "return", "tom").at("2026-11-06 09:15")
    w.begin(guess("return", 8, "5:00", "reached", website=1, store=2, call=3))
    w.enter("store", "0:00", mood=-1, place="highgate").step("0:10", words="Came in with the box")
    w.wait("0:30", "queue", "8:05", occupied=False, explained=False)
    w.step("8:35", words="My turn", employees=1, can_help=False).step("9:10", "explain", "Told the story")
    w.step("10:20", "dead_end", "“The system won't take it without an e-mail”", tags=["bureaucracy"])
    w.step("11:00", "channel_switch", "Given a phone number").leave("11:10", 5, "not", "sent_elsewhere")
    w.enter("call", "12:00", place="line").step("12:04", words="Rang from the car park")
    w.step("12:20", "menu_choice", "Pressed 5, returns").step("12:50", "menu_choice", "Pressed 1, yes")
    w.wait("13:00", "hold", "9:20", occupied=False, explained=False)
    w.step("22:20", words="Someone in Returns answered", employees=1, can_help=True)
    w.step("22:50", "repeat_info", "The story, again").step("25:10", "transfer", "To the depot")
    w.wait("25:15", "hold", "3:30", how="cut_off", occupied=False, explained=False)
    w.step("28:45", "dead_end", "Cut off").mood("28:50", -2).leave("29:00", 7, "not", "cut_off")
    return w.end("29:10", "not")


def ngozi_fault_by_dana() -> Script:
    """A fault at night, by chat."""
    w = script("ngozi-fault-dana", "dana", "fault", "ngozi").at("2026-11-16 03:05")
    w.begin(guess("fault", 9, "5:00", "reached", app=2, chat=3, call=3))
    w.enter("app", "0:00", mood=0).step("0:15", words="Opened the app").step("0:40", "form_field", "Chose “slow line”")
    w.wait("0:50", "processing", "1:10", occupied=False, explained=True)
    w.step("2:05", "jargon", "“Line profile mismatch”").step("2:30", "channel_switch", "“Chat with us”")
    w.leave("2:40", 4, "not", "sent_elsewhere")
    w.enter("chat", "2:50").step("3:00", "message", "Hello").wait("3:05", "queue", "2:20", occupied=True, explained=True)
    w.step("5:25", words="Someone answered", employees=1, can_help=True).step("5:50", "message", "Told it")
    w.step("6:40", "repeat_info", "What the app had asked").step("8:00", "bright_spot", "Said when it will be mended")
    w.mood("8:10", 1).leave("8:30", 3, "reached")
    return w.end("8:40", "reached")


def maria_fault_by_marek() -> Script:
    """The fault line, watched over a customer's shoulder: logged as seen, never mixed with walks as customer."""
    w = script("maria-fault-marek", "marek", "fault", "maria", mode="see").at("2026-11-17 18:20")
    w.begin(None)
    w.enter("call", "0:00", mood=-1).step("0:05", words="She rings the fault line")
    w.step("0:20", "menu_choice", "1, a fault").step("0:45", "menu_choice", "2, slow line")
    w.wait("0:50", "queue", "4:45", occupied=False, explained=True, promised_ms=300_000)
    w.step("5:35", words="Someone answered", employees=1, can_help=True).step("6:00", "repeat_info", "Postcode, typed before")
    w.wait("6:30", "hold", "2:00", occupied=True, explained=True).step("9:00", "bright_spot", "Named the day")
    w.mood("9:10", 1).leave("9:30", 3, "reached")
    return w.end("9:40", "reached")


PUBLISHED = (
    ("hmrc", "menu", "6:00", 4), ("lloyds", "menu", "4:00", 7), ("boost", "hold", "40:58", None),
    ("britishgas", "hold", "23:32", None), ("scottishpower", "hold", "2:28", None),
)


def published() -> list[Script]:
    """What was published and nothing more: without rating, friction or outcome these stay unscored, with a range."""
    made = []
    for key, kind, lasted, presses in PUBLISHED:
        w = script(f"published-{key}", "published", "published", None, mode="see")
        w.at("2026-10-01 09:00").begin(None, own_reason={
            "issue": f"A published wait of {lasted}", "goal": "Reach a person", "mood": 0, "digital_access": "full"})
        w.enter(key, "0:00")
        for press in range(presses or 0):
            w.step(f"0:{press + 1:02d}", "menu_choice", f"Press {press + 1} of {presses}")
        w.wait("0:10", kind, lasted, how="answered")
        over = minutes("0:10") + minutes(lasted)
        w.leave(over, None, None, steps=presses is not None, friction=False)
        made.append(w.end(over, None, None, None, None, None))
    return made


def all_walks() -> list[Script]:
    """Every walk, in the order each walker's phone numbered its entries."""
    return [maria_by_dana(), maria_by_priti(), tom_by_idris(), ngozi_by_marek(), lin_by_priti(),
            tom_return_by_marek(), ngozi_fault_by_dana(), maria_fault_by_marek(), *before_and_after(),
            *published()]
