"""Words a phone is told never become what every object of the page inherits."""

HOSTILE = """async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  const bad = (inner) => JSON.parse('{"__proto__": {"bad": 1, "steps": 9}, "constructor": {"prototype": {"bad": 1}}, '
    + `"prototype": {"bad": 1}, "parts": {"__proto__": {"bad": 1}}, "peak": {"__proto__": {"bad": 1}}${inner}}`);
  const { configOf, scoreVisit } = await import('/static/js/capture/score.js');
  const { fold } = await import('/static/js/capture/fold.js');
  const { readSettings, changeSettings } = await import('/static/js/capture/settings.js');
  const tried = (what) => { try { what(); } catch { /* a refusal is as good */ } };
  tried(() => configOf(bad('')));
  tried(() => configOf({ usual: bad(''), parts: bad('') }));
  tried(() => scoreVisit(bad(', "channel": "__proto__", "friction": {"__proto__": 3}')));
  tried(() => fold([bad(', "k": "walk.begin", "b": {"__proto__": {"bad": 1}}')]));
  localStorage.setItem('shoeleather.settings', JSON.stringify(bad('')).replace('{', '{"__proto__":{"bad":1},'));
  tried(() => changeSettings(bad('')));
  return { same: before === Object.getOwnPropertyNames(Object.prototype).join(), bad: ({}).bad ?? null,
    list: [].bad ?? null, settings: readSettings().bad ?? null };
}"""


def test_no_key_of_what_is_told_reaches_every_object(blank_page):
    assert blank_page.evaluate(HOSTILE) == {"same": True, "bad": None, "list": None, "settings": None}
