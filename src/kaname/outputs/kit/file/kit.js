"use strict";
/* The emergency kit, opened from a stick without any network: it is unlocked, read, and what happens is written down in
   it. Whatever people typed is only ever set as text. The envelope is explained in outputs/kit/sealing.py. */
(() => {
  const VERSION = 1, ITERATIONS = 600000, DAY = 86400000;
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const W = read("words");
  const t = (key, values = {}) => W[key].replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

  /* --- small tools --- */
  function el(tag, given = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    for (const child of children.flat()) if (child != null && child !== "") node.append(child);
    return node;
  }
  const alertBox = (tone, text) => el("div", { class: `alert ${tone}`, role: tone === "bad" ? "alert" : "status" }, text);
  const encode = (text) => new TextEncoder().encode(text);
  const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  function toBase64(bytes) {
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }
  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  const random = (size) => crypto.getRandomValues(new Uint8Array(size));

  /* --- time: always the wall clock of Japan --- */
  const inJapan = (ms) => new Date(ms + 9 * 3600000).toISOString();
  const dayNumber = (ms) => Math.floor((ms + 9 * 3600000) / DAY);
  const forInput = (ms) => inJapan(ms).slice(0, 16);
  const fromInput = (text) => Date.parse(`${text}:00+09:00`);
  const wall = (ms) => `${+inJapan(ms).slice(5, 7)}/${+inJapan(ms).slice(8, 10)} ${+inJapan(ms).slice(11, 13)}:${inJapan(ms).slice(14, 16)}`;

  /* --- the envelope --- */
  class Refused extends Error {}
  const normal = (phrase) => phrase.normalize("NFKC").replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
  const materialOf = (phrase) => crypto.subtle.importKey("raw", encode(normal(phrase)), "PBKDF2", false, ["deriveKey"]);
  const keyOf = (material, salt) => crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS }, material,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  async function digestOf(header, data) {
    const start = encode(`${header}\n`), all = new Uint8Array(start.length + data.length);
    all.set(start);
    all.set(data, start.length);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", all)));
  }
  async function whole(envelope, format) {
    let header, data;
    try {
      header = JSON.parse(envelope.header);
      data = fromBase64(envelope.data);
    } catch { throw new Refused("damaged"); }
    if (await digestOf(envelope.header, data) !== envelope.sha256) throw new Refused("damaged");
    if (header.format !== format || header.version !== VERSION || header.iterations !== ITERATIONS) throw new Refused("format");
    return { header, data, bound: encode(envelope.header) };
  }
  async function unseal({ header, data, bound }, material) {
    const key = await keyOf(material, fromBase64(header.salt));
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(header.iv), additionalData: bound }, key, data);
      return { key, content: JSON.parse(new TextDecoder().decode(plain)) };
    } catch { throw new Refused("wrong"); }
  }
  async function seal(content, about, material) {
    const salt = random(16), iv = random(12);
    const header = JSON.stringify({ ...about, version: VERSION, iterations: ITERATIONS, salt: toBase64(salt), iv: toBase64(iv) });
    const options = { name: "AES-GCM", iv, additionalData: encode(header) };
    const data = new Uint8Array(await crypto.subtle.encrypt(options, await keyOf(material, salt), encode(JSON.stringify(content))));
    return { header, data: toBase64(data), sha256: await digestOf(header, data) };
  }

  /* --- the locked page --- */
  const locked = byId("locked");
  function showLock() {
    byId("still").remove();
    if (!(window.crypto && crypto.subtle && window.TextEncoder)) return locked.append(alertBox("bad", t("no_crypto")));
    let envelope, header;
    try {
      envelope = read("envelope");
      header = JSON.parse(envelope.header);
    } catch { return locked.append(alertBox("bad", t("damaged"))); }
    const said = el("div", { id: "said", "aria-live": "polite" });
    const field = el("input", { id: "phrase", type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    const button = el("button", { class: "primary", type: "submit" }, t("open"));
    const form = el("form", { on: { submit: (event) => { event.preventDefault(); enter(); } } },
      el("label", { for: "phrase" }, t("phrase")), el("p", { class: "help" }, t("widths")), field, button);
    async function enter() {
      if (!normal(field.value)) return said.replaceChildren(alertBox("bad", t("no_phrase")));
      said.replaceChildren(alertBox("info", t("opening")));
      button.disabled = true;
      try {
        const material = await materialOf(field.value);
        const opened = await unseal(await whole(envelope, "kaname-kit"), material);
        field.value = "";
        await showKit({ ...opened, header, material });
      } catch (refused) {
        said.replaceChildren(alertBox("bad", t(refused instanceof Refused ? refused.message : "damaged")));
        field.select();
      } finally { button.disabled = false; }
    }
    locked.append(el("p", { class: "lead" }, t("lead")), ...ageOf(header), form, said);
    field.focus();
  }
  function ageOf(header) {
    const today = dayNumber(Date.now()), days = today - dayNumber(Date.parse(header.made_at));
    const over = today - dayNumber(Date.parse(`${header.expires_on}T12:00:00+09:00`));
    const age = days < 0 ? t("future") : days === 0 ? t("today") : t("days_ago", { n: days });
    const line = el("p", { class: "age" }, el("span", {}, t("made_on", { day: header.made_words })), el("strong", {}, age));
    if (over > 0) return [line, alertBox("bad", t("expired", { day: header.expires_words, n: over }))];
    if (days < 0) return [el("p", { class: "age" }, t("made_on", { day: header.made_words })), alertBox("warn", age)];
    line.append(el("span", {}, t("good_until", { day: header.expires_words })));
    return [line];
  }

  /* --- the blocks of a section: the same seven as on paper --- */
  const lines = (text) => String(text).split("\n").flatMap((line, i) => (i ? [el("br"), line] : [line]));
  const BLOCKS = {
    heading: (b) => el("h3", {}, b.text),
    text: (b) => el("p", {}, ...lines(b.text)),
    steps: (b) => el("ol", { class: "steps" }, b.items.map((item, i) => el("li", {},
      el("label", {}, el("input", { type: "checkbox" }), el("span", { class: "no", "aria-hidden": "true" }, String(i + 1)),
        el("span", {}, el("strong", {}, item.title), el("br"), item.text))))),
    calls: (b) => el("div", { class: "calls" }, b.rows.map((row) => el("article", {},
      el("p", { class: "place" }, row.place),
      el("div", {}, row.label ? el("p", { class: "label" }, row.label) : null, el("h4", {}, row.name),
        row.lines.map((line) => el("p", { class: "quiet" }, line))),
      el("div", { class: "phones" }, row.phones.map(([label, number]) => el("p", {},
        el("span", { class: "quiet" }, label), /^[+\d]/.test(number) ? el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number) : el("strong", {}, number))))))),
    table: (b) => el("table", {}, el("thead", {}, el("tr", {}, b.head.map((cell) => el("th", { scope: "col" }, cell)))),
      el("tbody", {}, b.rows.map((row) => el("tr", {}, row.map((cell, i) => el("td", { "data-label": b.head[i] }, el("span", {}, ...lines(cell)))))))),
    card: (b) => el("article", { class: "card" }, el("h4", {}, b.title, b.label ? el("span", { class: "badge" }, b.label) : null),
      el("dl", {}, b.facts.map(([label, value]) => el("div", { class: label ? "" : "whole" }, label ? el("dt", {}, label) : null, el("dd", {}, ...lines(value)))))),
    blank: (b) => el("article", { class: "blank" }, el("h3", {}, b.title), el("p", {}, b.text), el("table", { class: "lined" },
      el("colgroup", {}, b.columns.map(([_label, width]) => el("col", { class: `w${width}` }))),
      el("thead", {}, el("tr", {}, b.columns.map(([label]) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, Array.from({ length: b.rows }, (_none, r) => el("tr", {},
        b.columns.map((_column, c) => el("td", {}, c === b.at && b.given[r] ? b.given[r] : "\u00a0"))))))),
  };

  /* --- the open kit --- */
  async function showKit(kit) {
    const { content, header } = kit, log = await openLog(kit);
    const sections = content.sections.map((s) => el("section", { id: `s-${s.id}`, hidden: true },
      el("h2", { tabindex: "-1" }, s.title), el("p", { class: "lead" }, s.lead),
      s.id === "first" ? el("p", { class: "help no-print" }, t("done_steps")) : null, s.blocks.map((b) => BLOCKS[b.kind](b))));
    const record = el("section", { id: "s-record", hidden: true }, el("h2", { tabindex: "-1" }, t("record")), ...recordPage(content, log));
    sections.splice(sections.length - 1, 0, record);
    const nav = el("nav", { "aria-label": t("title"), class: "no-print" }, sections.map((section) => el("button", {
      type: "button", "data-to": section.id, on: { click: () => go(section.id, true) } }, section.querySelector("h2").textContent)));
    function go(id, moved) {
      for (const section of sections) section.hidden = section.id !== id;
      for (const button of nav.children) button.setAttribute("aria-current", button.dataset.to === id ? "page" : "false");
      if (moved) byId(id).querySelector("h2").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    const print = (what) => { document.body.dataset.print = what; window.print(); };
    const top = el("header", {}, el("div", {}, el("p", { class: "hospital" }, header.hospital), el("h1", {}, t("title")), ...ageOf(header)),
      el("div", { class: "actions no-print" }, el("button", { type: "button", on: { click: () => print("all") } }, t("print")),
        el("button", { type: "button", on: { click: () => location.reload() } }, t("lock"))));
    const foot = el("footer", {}, `${t("fingerprint")} ${content.digest.slice(0, 16).replace(/(.{4})(?=.)/g, "$1-")}　`,
      content.checkpoint ? `${t("ledger")} ${content.checkpoint}　` : "", t("handled_by"));
    byId("kit").replaceChildren(top, nav, el("main", {}, sections), foot);
    byId("kit").hidden = false;
    locked.hidden = true;
    go("s-first", false);
  }

  /* --- the record: kept encrypted in this browser, written out on request --- */
  async function openLog({ content, key, material, header }) {
    const place = `kaname-kit:${content.key}`, bound = encode(content.key);
    const log = { entries: new Map(), writer: "", trouble: "", listeners: [] };
    let turn = Promise.resolve();
    async function stored() {
      const text = localStorage.getItem(place);
      if (!text) return null;
      const { iv, data } = JSON.parse(text);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(iv), additionalData: bound }, key, fromBase64(data));
      return JSON.parse(new TextDecoder().decode(plain));
    }
    const take = (entries) => entries.filter(isEntry).filter((e) => !log.entries.has(e.id)).map((e) => log.entries.set(e.id, e)).length;
    async function keep() {
      try {
        const there = await stored();
        if (there) take(there.entries);
        const iv = random(12), body = encode(JSON.stringify({ entries: [...log.entries.values()], writer: log.writer }));
        const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, body));
        localStorage.setItem(place, JSON.stringify({ iv: toBase64(iv), data: toBase64(data) }));
      } catch { log.trouble ||= "no_store"; }
      log.listeners.forEach((tell) => tell());
    }
    log.keep = () => (turn = turn.then(keep));
    log.add = (entry) => { log.entries.set(entry.id, entry); return log.keep(); };
    log.listed = () => [...log.entries.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Date.parse(b.written_at) - Date.parse(a.written_at));
    log.envelope = () => seal(
      { kit: content.key, institution: content.institution, hospital: header.hospital, exported_at: new Date().toISOString(), entries: log.listed().reverse() },
      { format: "kaname-kit-record", kit: content.key, institution: content.institution, hospital: header.hospital }, material);
    log.readIn = async (text) => {
      try {
        const opened = await unseal(await whole(JSON.parse(text), "kaname-kit-record"), material);
        if (opened.content.institution !== content.institution) throw new Refused("read_in_other");
        const found = take(opened.content.entries);
        await log.keep();
        return t("read_in_done", { n: found });
      } catch (refused) { return t(refused instanceof Refused && refused.message === "damaged" ? "damaged" : "read_in_other"); }
    };
    try {
      const there = await stored();
      if (there) { take(there.entries); log.writer = there.writer || ""; }
    } catch {
      log.trouble = "no_store";
      try { /* what cannot be read stays where it is, under another name */
        localStorage.setItem(`${place}:${Date.now()}`, localStorage.getItem(place));
        localStorage.removeItem(place);
        log.trouble = "old_store";
      } catch { /* there is no storage at all */ }
    }
    window.addEventListener("storage", (event) => { if (event.key === place && event.newValue) stored().then((there) => { take(there.entries); log.listeners.forEach((tell) => tell()); }).catch(() => {}); });
    return log;
  }
  const TEXTS = ["id", "kind", "at", "precision", "written_at", "written_by", "text"];
  const KINDS = ["LOG", "CONTACT", "DECISION"];
  const isEntry = (e) => e && KINDS.includes(e.kind) && TEXTS.every((name) => typeof e[name] === "string") && /^[0-9a-f]{32}$/.test(e.id) && !isNaN(Date.parse(e.at)) && !isNaN(Date.parse(e.written_at));

  function recordPage(content, log) {
    const people = new Map(content.people.map((p) => [String(p.id), p]));
    const nameOf = (id) => people.get(String(id))?.name ?? "";
    const momentOf = new Map(content.moments);
    let kind = "LOG", corrects = null, filled = "";
    const field = (name, input, help) => el("div", { class: `field f-${name}` }, el("label", { for: `r-${name}` }, t(name)), help ? el("p", { class: "help" }, help) : null, input);
    const choice = (name, options, first = true) => el("select", { id: `r-${name}` }, first ? el("option", { value: "" }, t("choose")) : null, options.map(([value, label]) => el("option", { value }, label)));
    const inputs = {
      writer: choice("writer", [...people].map(([id, p]) => [id, p.name]).concat([["other", t("writer_other")]])),
      writer_name: el("input", { id: "r-writer_name", maxlength: "100" }),
      at: el("input", { id: "r-at", type: "datetime-local" }),
      precision: choice("precision", [["EXACT", t("exact")], ["ABOUT", t("about")]], false),
      to: el("input", { id: "r-to", maxlength: "100", list: "r-contacts" }),
      moment: choice("moment", content.moments),
      choice: choice("choice", [["DO", t("DO")], ["DO_NOT", t("DO_NOT")]]),
      decided_by: choice("decided_by", []),
      decider: el("input", { id: "r-decider", maxlength: "100" }),
      text: el("textarea", { id: "r-text", rows: "3", maxlength: "2000" }),
      reason: el("textarea", { id: "r-reason", rows: "2", maxlength: "1000" }),
      source: el("input", { id: "r-source", maxlength: "100" }),
    };
    const kinds = el("div", { class: "kinds", role: "group", "aria-label": t("what_kind") }, KINDS.map((name) => el("button", {
      type: "button", "data-kind": name, on: { click: () => setKind(name) } }, t(`kind_${name}`))));
    const said = el("div", { "aria-live": "polite" }), trouble = el("div"), list = el("div", { class: "log", id: "log" }), count = el("span", { class: "quiet" });
    const correcting = el("div");
    const form = el("form", { class: "record no-print", novalidate: true, on: { submit: (event) => { event.preventDefault(); save(); } } },
      field("writer", inputs.writer), field("writer_name", inputs.writer_name), kinds, correcting,
      el("div", { class: "pair" }, field("at", el("div", { class: "with-button" }, inputs.at, el("button", { type: "button", on: { click: setNow } }, t("now")))), field("precision", inputs.precision)),
      field("to", inputs.to), el("datalist", { id: "r-contacts" }, content.sections.flatMap((s) => s.blocks).filter((b) => b.kind === "calls").flatMap((b) => b.rows).map((row) => el("option", { value: row.name }))),
      field("moment", inputs.moment), el("div", { class: "pair" }, field("choice", inputs.choice), field("decided_by", inputs.decided_by)), field("decider", inputs.decider),
      field("text", inputs.text), field("reason", inputs.reason), field("source", inputs.source),
      said, el("button", { class: "primary", type: "submit" }, t("save")));
    function setNow() { filled = forInput(Date.now()); inputs.at.value = filled; }
    function setKind(name) {
      kind = name;
      for (const button of kinds.children) button.setAttribute("aria-pressed", String(button.dataset.kind === name));
      form.dataset.kind = name;
      inputs.text.maxLength = name === "DECISION" ? 300 : 2000;
    }
    function offerDeciders() {
      const may = content.people.filter((p) => !inputs.moment.value || p.may.includes(inputs.moment.value));
      const before = inputs.decided_by.value;
      inputs.decided_by.replaceChildren(el("option", { value: "" }, t("choose")), ...may.map((p) => el("option", { value: String(p.id) }, p.name)), el("option", { value: "other" }, t("writer_other")));
      inputs.decided_by.value = before === "other" || may.some((p) => String(p.id) === before) ? before : "";
      showDecider();
    }
    const deciderOf = () => (inputs.decided_by.value === "other" ? inputs.decider.value.trim() : nameOf(inputs.decided_by.value));
    function showDecider() { form.dataset.decider = inputs.decided_by.value === "other" ? "other" : "listed"; }
    const writerOf = () => (inputs.writer.value === "other" ? inputs.writer_name.value.trim() : nameOf(inputs.writer.value));
    function showWriter() { form.dataset.writer = inputs.writer.value === "other" ? "other" : "listed"; }
    inputs.moment.addEventListener("change", offerDeciders);
    inputs.decided_by.addEventListener("change", showDecider);
    inputs.writer.addEventListener("change", showWriter);
    function wrong(at) {
      if (!writerOf()) return ["writer", "need_writer"];
      if (isNaN(at)) return ["at", "need_time"];
      if (at > Date.now() + 60000) return ["at", "future_time"];
      if (at < Date.now() - 31 * DAY) return ["at", "old_time"];
      if (kind === "DECISION" && !inputs.moment.value) return ["moment", "need_moment"];
      if (kind === "DECISION" && !inputs.choice.value) return ["choice", "need_choice"];
      if (kind === "DECISION" && !deciderOf()) return [inputs.decided_by.value ? "decider" : "decided_by", "need_decider"];
      return inputs.text.value.trim() ? null : ["text", "need_text"];
    }
    async function save() {
      const untouched = inputs.at.value === filled && !corrects, at = untouched ? Date.now() : fromInput(inputs.at.value);
      const fault = wrong(at);
      if (fault) { said.replaceChildren(alertBox("bad", t(fault[1]))); inputs[fault[0]].focus(); return; }
      const entry = { id: hex(random(16)), kind, text: inputs.text.value.trim(), at: new Date(at).toISOString(), precision: inputs.precision.value,
        source: inputs.source.value.trim(), written_at: new Date().toISOString(), written_by: writerOf(), corrects: corrects?.id ?? "" };
      if (kind === "CONTACT") entry.to = inputs.to.value.trim();
      if (kind === "DECISION") Object.assign(entry, { moment: inputs.moment.value, choice: inputs.choice.value, decided_by: inputs.decided_by.value === "other" ? null : Number(inputs.decided_by.value), decider: deciderOf(), reason: inputs.reason.value.trim() });
      log.writer = inputs.writer.value === "other" ? "" : inputs.writer.value;
      await log.add(entry);
      endCorrecting();
      for (const name of ["text", "reason", "source", "to", "moment", "choice", "decided_by", "decider"]) inputs[name].value = "";
      inputs.precision.value = "EXACT";
      offerDeciders();
      setNow();
      said.replaceChildren(alertBox("good", t("saved")));
    }
    function startCorrecting(entry) {
      corrects = entry;
      setKind(entry.kind);
      inputs.text.value = entry.text;
      inputs.at.value = forInput(Date.parse(entry.at));
      inputs.precision.value = entry.precision;
      inputs.source.value = entry.source || "";
      inputs.to.value = entry.to || "";
      inputs.moment.value = entry.moment || "";
      offerDeciders();
      inputs.choice.value = entry.choice || "";
      inputs.decided_by.value = entry.kind !== "DECISION" ? "" : String(entry.decided_by ?? "other");
      inputs.decider.value = entry.decided_by == null ? entry.decider || "" : "";
      showDecider();
      inputs.reason.value = entry.reason || "";
      correcting.replaceChildren(el("div", { class: "alert info" }, t("correcting"), " ", el("q", {}, entry.text), " ", el("button", { type: "button", on: { click: () => { endCorrecting(); inputs.text.value = ""; setNow(); } } }, t("cancel"))));
      form.scrollIntoView();
      inputs.text.focus();
    }
    function endCorrecting() { corrects = null; correcting.replaceChildren(); }
    function row(entry, replaced) {
      const when = wall(Date.parse(entry.at)), shown = entry.precision === "ABOUT" ? t("approx", { at: when }) : when;
      const told = entry.kind === "DECISION" ? [el("strong", {}, `${momentOf.get(entry.moment) ?? ""}：${t(entry.choice === "DO" ? "DO" : "DO_NOT")}（${entry.decider ?? ""}）`), el("br")] : entry.to ? [el("strong", {}, entry.to), el("br")] : [];
      return el("article", { "data-id": entry.id, class: replaced ? "replaced" : "" }, el("p", { class: "when" }, shown),
        el("div", {}, el("p", { class: "label" }, t(`kind_${entry.kind}`), entry.corrects ? `（${t("correction")}）` : "", replaced ? `　${t("corrected")}` : ""),
          el("p", { class: "told" }, ...told, ...lines(entry.text)), entry.reason ? el("p", { class: "quiet" }, `${t("reason")}：${entry.reason}`) : null,
          el("p", { class: "quiet" }, entry.source ? `${entry.source}　` : "", t("written", { who: entry.written_by, at: wall(Date.parse(entry.written_at)) }))),
        replaced ? null : el("button", { type: "button", class: "no-print", on: { click: () => startCorrecting(entry) } }, t("correct")));
    }
    function show() {
      const rows = log.listed(), gone = new Set(rows.map((e) => e.corrects).filter(Boolean));
      list.replaceChildren(...(rows.length ? rows.map((e) => row(e, gone.has(e.id))) : [el("p", { class: "quiet" }, t("none_yet"))]));
      count.textContent = t("count", { n: rows.length });
      trouble.replaceChildren(...(log.trouble ? [alertBox("bad", t(log.trouble))] : []));
    }
    async function writeOut() {
      const file = new Blob([JSON.stringify(await log.envelope())], { type: "application/json" });
      const name = `kaname-kit-record-${inJapan(Date.now()).slice(0, 16).replace(/[-:]/g, "").replace("T", "-")}.json`;
      const link = el("a", { href: URL.createObjectURL(file), download: name });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      out.replaceChildren(alertBox("good", t("exported", { name })));
    }
    const out = el("div", { "aria-live": "polite" });
    const other = el("input", { type: "file", id: "r-file", accept: ".json,application/json", on: { change: async () => {
      if (other.files[0]) out.replaceChildren(alertBox("info", await log.readIn(await other.files[0].text())));
      other.value = "";
    } } });
    log.listeners.push(show);
    setKind("LOG");
    setNow();
    offerDeciders();
    inputs.writer.value = people.has(log.writer) ? log.writer : "";
    showWriter();
    show();
    return [el("p", { class: "lead" }, t("record_lead")), trouble, form,
      el("h3", {}, t("list"), " ", count), list,
      el("div", { class: "out no-print" }, el("p", {}, t("export_lead")), el("div", { class: "actions" },
        el("button", { type: "button", id: "export", class: "primary", on: { click: writeOut } }, t("export")),
        el("button", { type: "button", on: { click: () => { document.body.dataset.print = "record"; window.print(); } } }, t("print_record")),
        el("label", { class: "button", for: "r-file" }, t("read_in"), other)), out)];
  }

  window.addEventListener("afterprint", () => delete document.body.dataset.print);
  showLock();
})();
