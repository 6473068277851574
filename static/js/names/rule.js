/**
 * What looks like a person's name in a note, by two rules anybody can check; held by tests/vectors/staff_names.json.
 *
 * 1. A capitalised word right after words that lead to a name: called, named, Mr, Dr, badge, spoke to, name is; by, with.
 * 2. A given name of given.js, capitalised, wherever it stands.
 * Never: the words of this house (personas, journeys, touchpoints, places), days, months, departments, brands, countries.
 * It knows Latin letters only, and guesses: who reads it decides.
 */
import { GIVEN } from "./given.js";

const WORD = /\p{L}[\p{L}\p{M}]*(?:[-’']\p{L}[\p{L}\p{M}]*)*/gu;
const NAME = /^(?:Mc|Mac|[DO][’'])?\p{Lu}\p{Ll}+(?:[-’']\p{Lu}\p{Ll}+)*$/u;
const LOUD = /^\p{Lu}{4,}$/u;
const OWNS = /[’']s$/u;
const set = (words) => new Set(words.split(/\s+/));
const TITLES = set("mr mrs ms miss mx mister dr prof");
const LEADS = set("called named badge nametag");
const WEAK = set("by with");
const PAIRS = set(`spoke-to spoke-with speak-to speaking-to speaking-with talked-to talk-to talking-to chatted-to
  name-is name-was name-s badge-says badge-said badge-read badge-reads`);
const NEVER = set(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july
  august september october november december christmas easter ramadan diwali god
  shoeleather billing support sales care customer customers service services retention retentions accounts account
  complaints complaint technical help helpdesk desk team reception security finance legal marketing loyalty faults
  engineering installation installations logistics returns bookings claims store shop branch bank office post mail royal
  direct debit credit card order orders delivery recorded special standard premium first second new my your our the a an
  i it he she they we you this that these no not and or but if when in on at to of for from is was all any please thank
  thanks sorry hello hi dear sir madam love yes ok press menu home help settings
  apple google android amazon facebook microsoft windows chrome safari firefox edge netflix visa mastercard maestro
  giro klarna stripe bluetooth wi-fi wifi internet excel word outlook teams zoom skype signal siri alexa twitter
  english french german spanish italian polish dutch welsh irish scottish european american chinese arabic turkish
  latin england france germany spain italy poland wales ireland scotland europe america britain london paris berlin
  manchester leeds bristol dublin edinburgh glasgow cardiff belfast birmingham liverpool`);

/** As names are compared: small letters, no accents, no ’s. @param {string} word */
const plain = (word) => word.replace(OWNS, "").normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** @param {string} words names of this house @returns {Set<string>} their words, as `named` takes them */
export const wordsOf = (words) => new Set(words.match(WORD)?.map(plain));

/**
 * @param {string} text @param {Set<string>} [known] words that never warn, from `wordsOf`
 * @returns {{name: string, start: number, end: number}|null} the first; start and end in UTF-16 units; a title before
 *   and a surname after are part of it, a ’s is not
 */
export function named(text, known = new Set()) {
  const words = [...text.matchAll(WORD)].map(({ 0: raw, index }) => ({ raw, key: plain(raw), index,
    bare: raw.replace(OWNS, "") }));
  const mayBe = ({ key, bare }) => NAME.test(bare) && !known.has(key) && !NEVER.has(key) && !TITLES.has(key);
  const gap = (i) => (i ? text.slice(words[i - 1].index + words[i - 1].raw.length, words[i].index) : null);
  for (const [i, word] of words.entries()) {
    const isGiven = GIVEN.has(word.key.split("-")[0]) && !known.has(word.key) && (mayBe(word) || LOUD.test(word.bare));
    if (!isGiven && !(mayBe(word) && isLed(words, i, gap))) continue;
    const isTitled = i > 0 && TITLES.has(words[i - 1].key) && /^\.?\s+$/u.test(gap(i));
    let last = i;
    while (last < i + 2 && words[last].raw === words[last].bare && words[last + 1] && gap(last + 1) === " "
      && mayBe(words[last + 1])) last++;
    const start = words[isTitled ? i - 1 : i].index;
    const end = words[last].index + words[last].bare.length;
    return { name: text.slice(start, end), start, end };
  }
  return null;
}

function isLed(words, i, gap) {
  const [before, earlier] = [words[i - 1], words[i - 2]];
  if (!before) return false;
  if (TITLES.has(before.key)) return /^\.?\s+$/u.test(gap(i));
  if (LEADS.has(before.key)) return /^[\s:“"‘']+$/u.test(gap(i));
  if (!/^[\s:“"‘']+$/u.test(gap(i))) return false;
  if (WEAK.has(before.raw)) return true;
  return before.raw.endsWith("ame’s") || before.raw.endsWith("ame's")
    || Boolean(earlier && gap(i - 1) === " " && PAIRS.has(`${earlier.key}-${before.key}`));
}

/** The same text with “a colleague” for every place the name stands. @param {string} text @param {string} name */
export function withoutName(text, { name }) {
  const quoted = name.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);
  const places = new RegExp(String.raw`(?<![\p{L}\p{M}])${quoted}(?![\p{L}\p{M}])`, "gu");
  return text.replaceAll(places, (_, at) => (/(?:^|[.!?…]\s+|\n\s*)$/u.test(text.slice(0, at)) ? "A colleague" : "a colleague"));
}
