"""The words of every deed the log may hold: its kind on the filter, and its sentence.

{by} who; {person} to whom; {whose} of whom; {journey}; {how} a sign-in came about; every fact by its own name.
A deed that is noted and has no words here fails tests/exports/test_deeds.py.
"""

HOW = {"/login": "with a password", "/join/{secret}": "by an invite", "/sign-in/{secret}": "by a one-time link",
       "/reset/{secret}": "by a reset link", "/login/code": "by a code of another browser",
       "/login/passkey": "with a passkey", "/sso/callback": "with the company’s sign-on", "/welcome": "as the first admin"}

SENTENCES = {
    "access.denied": ("Refused for the role", "{by} was refused at {page}{token}"),
    "account.closed": ("Account closed", "{by} closed {whose} account"),
    "account.made": ("Account made", "{by} made an account for {person}, as {role}"),
    "account.opened": ("Account opened again", "{by} opened {whose} account again"),
    "backup.made": ("Backup made", "{by} made a backup, with {photos} photo files"),
    "backup.restored": ("Backup restored", "{by} restored a backup"),
    "browser.cut_off": ("Browser signed out", "{by} signed out one of {whose} browsers"),
    "code.made": ("Sign-in code made", "{by} made a code to sign in on a phone"),
    "comments.imported": ("Comments brought in", "{by} brought comments in{rows} kept, {refused} refused{token}"),
    "demo.cleared": ("Demo world cleared", "{by} took the demo world out"),
    "device.added": ("Phone added", "{by} added a phone"),
    "device.cut_off": ("Phone cut off", "{by} cut off a phone"),
    "erasure.made": ("Something erased", "{by} carried out an erasure"),
    "export.made": ("Taken out", "{by} took out {table} as {form}{rows}{through}{token}"),
    "factor.made": ("Way in added", "{by} added a way in to {whose} account"),
    "factor.removed": ("Way in removed", "{by} removed a way in from {whose} account"),
    "figure.added": ("Published figure added", "{by} set a published figure beside {journey}"),
    "figure.removed": ("Published figure removed", "{by} took a published figure away from {journey}"),
    "invite.made": ("Invite made", "{by} made an invite for a {role}"),
    "invite.used": ("Invite used", "{by} came in by an invite, as {role}"),
    "invite.withdrawn": ("Invite taken back", "{by} took an invite back"),
    "journey.moved": ("Journey moved", "{by} moved {journey} to another team"),
    "keys.cut_off": ("Signed out everywhere", "{by} signed {person} out everywhere"),
    "mail.tested": ("Mail tested", "{by} sent a letter to try the mail server"),
    "link.made": ("Sign-in link made", "{by} made a one-time sign-in link for {person}"),
    "member.added": ("Put into a team", "{by} put {person} into a team"),
    "member.removed": ("Taken out of a team", "{by} took {person} out of a team"),
    "password.changed": ("Password changed", "{by} changed {whose} password"),
    "proof.refused": ("Proof refused", "{by} could not show who they are"),
    "rescue.imported": ("Rescue file brought in",
                        "{by} brought in a rescue file: {entries} entries, {photos} new photos, {refused} refused"),
    "reset.asked": ("Password forgotten", "Somebody asked for a link to a new password for {person}"),
    "reset.made": ("Reset link made", "{by} made a link to a new password for {person}"),
    "reset.used": ("Reset link used", "{by} set a new password by a link"),
    "retention.changed": ("Time to keep changed", "{by} changed how long something is kept"),
    "retention.run": ("Old things taken away", "{by} took away what is kept no longer"),
    "review.decided": ("Walk reviewed", "{by} decided about a walk: {was} became {state}"),
    "role.changed": ("Role changed", "{by} changed {whose} role from {was} to {role}"),
    "scores.rebuilt": ("Scores rebuilt", "{by} worked the scores of {walks} walks out again"),
    "session.closed": ("Signed out", "{by} signed out"),
    "session.opened": ("Signed in", "{by} signed in {how}"),
    "session.refused": ("Sign-in refused", "Somebody tried to come in as {person} and was refused"),
    "settings.changed": ("Setting changed", "{by} changed a setting of the house"),
    "share.made": ("Page shared", "{by} shared {page} by a link for {days} days"),
    "share.revoked": ("Share taken back", "{by} took the link to {page} back"),
    "share.used": ("Shared page opened", "Somebody opened the shared page {page}"),
    "staff.record_removed": ("Staff record taken out", "{by} took out a record that staff were told"),
    "staff.told": ("Staff were told", "{by} wrote down that staff were told on {day}"),
    "subject.exported": ("Everything about somebody", "{by} took out everything about {person}"),
    "team.closed": ("Team closed", "{by} closed a team"),
    "team.made": ("Team made", "{by} made a team"),
    "team.renamed": ("Team renamed", "{by} renamed a team"),
    "token.made": ("Token made", "{by} made a token for a program, to {token_scope}"),
    "token.revoked": ("Token ended", "{by} ended a token of theirs"),
    "weights.saved": ("Weights saved", "{by} saved weights, set {number}"),
}


def label_of(deed: str) -> str:
    """The kind of a deed on screen; an unknown one by its own name."""
    return SENTENCES[deed][0] if deed in SENTENCES else deed.replace(".", " ").replace("_", " ").capitalize()
