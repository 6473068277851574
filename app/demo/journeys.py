"""The journeys of the demo world, and published figures of real organisations beside them, with their sources."""

from app.demo.script import minutes

JOURNEYS = (
    {
        "key": "dispute", "name": "Dispute a charge on my bill",
        "leave_no_trace": ["Tell Billing the dispute was a walk", "Give the store its paper form back"],
        "touchpoints": (
            ("website", "Website", "web", "use", "Digital", None, "https://example.com/help/billing",
             {"steps": 8, "live_ms": 20_000}),
            ("call", "Call centre", "phone", "use", "Customer service", "+44 20 7946 0018", None,
             {"steps": 7, "live_ms": 120_000}),
            ("store", "Store", "store", "use", "Retail", None, None, {"steps": 4, "live_ms": 180_000}),
            ("email", "Email", "email", "use", "Billing", None, None, {"steps": 2, "away_ms": 172_800_000}),
        ),
    },
    {
        "key": "return", "name": "Send a router back",
        "leave_no_trace": ["Cancel the courier", "Keep the router out of the depot"],
        "touchpoints": (
            ("website", "Website", "web", "leave", "Digital", None, "https://example.com/help/returns",
             {"steps": 9, "live_ms": 10_000}),
            ("store", "Store counter", "store", "leave", "Retail", None, None,
             {"steps": 4, "live_ms": 180_000}),
            ("call", "Call centre", "phone", "leave", "Customer service", "+44 20 7946 0018", None,
             {"steps": 4, "live_ms": 120_000}),
        ),
    },
    {
        "key": "fault", "name": "Report a fault",
        "leave_no_trace": ["Cancel the engineer's visit"],
        "touchpoints": (
            ("app", "App", "app", "use", "Digital", None, None, {"steps": 6, "live_ms": 10_000}),
            ("chat", "Chat", "chat", "use", "Customer service", None, "https://example.com/chat",
             {"steps": 4, "live_ms": 60_000}),
            ("call", "Fault line", "phone", "use", "Network", "+44 20 7946 0044", None,
             {"steps": 3, "live_ms": 120_000, "away_ms": 14_400_000}),
        ),
    },
    {
        "key": "published", "name": "Published calls, for comparison",
        "leave_no_trace": [],
        "touchpoints": (
            ("hmrc", "HMRC phone menu", "phone", "", "", None, None, {"steps": 3, "live_ms": 60_000}),
            ("lloyds", "Lloyds TSB home insurance menu", "phone", "", "", None, None,
             {"steps": 3, "live_ms": 60_000}),
            ("boost", "Boost, customer line", "phone", "", "", None, None, {"steps": 3, "live_ms": 120_000}),
            ("britishgas", "British Gas, customer line", "phone", "", "", None, None,
             {"steps": 3, "live_ms": 120_000}),
            ("scottishpower", "ScottishPower, customer line", "phone", "", "", None, None,
             {"steps": 3, "live_ms": 120_000}),
        ),
    },
)

# key, name, kind: where walkers of the demo world say they were.
PLACES = (("highgate", "Highgate store", "store"), ("camden", "Camden store", "store"),
          ("line", "Customer line", "line"), ("help", "Help pages", "page"))

PRESSES = "PleasePress1, measured phone menus, reported by the BBC and The Independent"
WHICH = "Which?, waits of energy suppliers' phone lines"
DRIVE = "QSR / Intouch Insight drive-thru study, average total time"

OFFICIAL = (
    # journey, touchpoint, organisation, measure, value, source, dated
    ("dispute", "call", "Which? (what people accept)", "should_be_wait_ms", 120_000,
     "Which?: “no more than two minutes”", "2013"),
    ("dispute", "call", "HMRC", "menu_presses", 4, PRESSES, "2013"),
    ("dispute", "call", "HMRC", "menu_ms", minutes("6:00"), PRESSES, "2013"),
    ("dispute", "call", "Lloyds TSB home insurance", "menu_presses", 7, PRESSES, "2013"),
    ("dispute", "call", "Lloyds TSB home insurance", "menu_ms_over", minutes("4:00"), PRESSES, "2013"),
    ("dispute", "call", "Boost", "wait_ms", minutes("40:58"), WHICH, "2020"),
    ("dispute", "call", "British Gas", "wait_ms", minutes("23:32"), WHICH, "2020"),
    ("dispute", "call", "ScottishPower", "wait_ms", minutes("2:28"), WHICH, "2020"),
    ("dispute", "store", "Taco Bell drive-thru", "total_ms", 278_840, DRIVE, "2023"),
    ("dispute", "store", "Chick-fil-A drive-thru", "total_ms", 436_090, DRIVE, "2023"),
    ("published", "hmrc", "HMRC", "menu_presses", 4, PRESSES, "2013"),
    ("published", "lloyds", "Lloyds TSB home insurance", "menu_presses", 7, PRESSES, "2013"),
    ("published", "boost", "Boost", "wait_ms", minutes("40:58"), WHICH, "2020"),
    ("published", "britishgas", "British Gas", "wait_ms", minutes("23:32"), WHICH, "2020"),
    ("published", "scottishpower", "ScottishPower", "wait_ms", minutes("2:28"), WHICH, "2020"),
)
