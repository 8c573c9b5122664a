"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const LEVELS = ["major", "minor", "patch"];
  const PAGE = 300;
  const $ = (id) => document.getElementById(id);
  const versions = [data.first, ...data.releases.map((release) => release.version)];

  const all = data.releases.flatMap((release, index) =>
    release.findings.map((finding, place) => ({
      ...finding,
      release: index,
      id: `${release.version}-${place + 1}`,
      text: [finding.symbol, finding.member, finding.rule, finding.message, finding.old, finding.new].join(" ").toLowerCase(),
    })));

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const countOf = (release, level) => release.findings.filter((finding) => finding.level === level).length;

  // --- what the reader has chosen, also kept in the address so that a view can be sent to somebody ---

  const state = { query: "", levels: new Set(["major", "minor"]), rule: "", release: "", view: "releases", shown: PAGE };

  function chosen() {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((finding) =>
      state.levels.has(finding.level)
      && (!state.rule || finding.rule === state.rule)
      && (state.release === "" || finding.release === Number(state.release))
      && words.every((word) => finding.text.includes(word)));
  }

  // --- the timeline: one column a release, its height the logarithm of what changed ---

  function drawTimeline() {
    const most = Math.max(...data.releases.map((release) => release.findings.length), 1);
    const scale = 62 / Math.log2(most + 1);
    data.releases.forEach((release, index) => {
      const counts = LEVELS.map((level) => countOf(release, level));
      const whole = counts.reduce((sum, count) => sum + count, 0);
      const height = Math.log2(whole + 1) * scale;
      const bars = LEVELS.map((level, place) => counts[place]
        ? make("i", { class: `bar ${level}`, style: `height:${Math.max(2, height * counts[place] / whole).toFixed(1)}px` }) : null);
      const promise = release.kept ? "" : `, although it promised ${release.promised}`;
      const label = `${release.version}: ${LEVELS.map((level, place) => `${counts[place]} ${level}`).join(", ")}; needs ${release.needed}${promise}`;
      const button = make("button", {
        type: "button", "data-release": index, "aria-pressed": "false", "aria-label": label, title: label,
        tabindex: index === data.releases.length - 1 ? "0" : "-1", class: release.promised === "major" ? "large" : null,
      }, make("span", { class: "promise", "aria-hidden": "true" }, release.kept ? "" : "!"), ...bars,
        make("span", { class: "version", "aria-hidden": "true" }, release.version));
      $("timeline").append(make("li", {}, button));
    });
    $("timeline").scrollLeft = $("timeline").scrollWidth;
  }

  function drawSummary() {
    const broken = data.releases.filter((release) => !release.kept).length;
    const breaks = all.filter((finding) => finding.level === "major").length;
    const bold = (text) => make("b", {}, text);
    $("summary").append(bold(counted(data.releases.length, "release")), ` after ${data.first}, up to ${versions.at(-1)}, with `,
      bold(counted(breaks, "breaking change")), ". ", bold(String(broken)), ` of them promised less than ${broken === 1 ? "it" : "they"} needed.`);
    for (const note of data.notes) $("notes").append(make("p", {}, note));
  }

  function drawChoices() {
    const rules = new Map();
    for (const finding of all) rules.set(finding.rule, (rules.get(finding.rule) || 0) + 1);
    for (const [rule, count] of [...rules].sort()) $("rule").append(make("option", { value: rule }, `${rule} (${count})`));
    data.releases.forEach((release, index) => $("release").prepend(make("option", { value: index }, release.version)));
    $("release").prepend($("release").querySelector('option[value=""]'));
    $("release").value = "";
  }

  // --- findings, release by release, the newest first ---

  function marked(text, other) {
    // What the two sides share at their ends is left plain, what lies between is marked.
    let head = 0;
    while (head < text.length && head < other.length && text[head] === other[head]) head += 1;
    let tail = 0;
    while (tail < text.length - head && tail < other.length - head && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
    const middle = text.slice(head, text.length - tail);
    return [text.slice(0, head), middle ? make("mark", {}, middle) : "", text.slice(text.length - tail)];
  }

  function change(finding) {
    if (!finding.old && !finding.new) return null;
    const both = finding.old && finding.new;
    return make("pre", {},
      finding.old ? make("del", {}, ...(both ? marked(finding.old, finding.new) : [finding.old])) : "",
      finding.new ? make("ins", {}, ...(both ? marked(finding.new, finding.old) : [finding.new])) : "");
  }

  function card(finding) {
    const cut = finding.symbol.lastIndexOf(".");
    const name = make("h3", {}, make("span", { class: "owner" }, finding.symbol.slice(0, cut + 1)), finding.symbol.slice(cut + 1),
      finding.member ? make("span", { class: "member" }, `(${finding.member})`) : "");
    const asides = [
      finding.now && `It lives on as ${finding.now}.`, finding.since && `Deprecated since ${finding.since}.`,
      finding.accepted && `Accepted: ${finding.accepted}`, finding.place,
    ].filter(Boolean);
    return make("article", { id: finding.id, class: `is-${finding.level}`, tabindex: "-1" },
      make("header", {}, name, make("a", { class: "rule", href: `#${finding.id}`, title: "Link to this finding" }, `${finding.level} · ${finding.rule}`)),
      finding.message ? make("p", {}, finding.message) : "", change(finding),
      asides.length ? make("p", { class: "aside" }, asides.join(" · ")) : "",
      finding.witness ? make("details", {}, make("summary", {}, "This code stops working"), make("pre", {}, finding.witness)) : "");
  }

  function heading(index) {
    const release = data.releases[index];
    const promise = release.promised === null ? "" : make("span", { class: `badge ${release.kept ? "" : "broken"}` }, `promised ${release.promised}`);
    return make("h2", { id: `release-${release.version}` }, release.version,
      make("span", { class: `badge needs-${release.needed}` }, `needs ${release.needed}`), promise,
      make("small", {}, `after ${versions[index]}`));
  }

  function drawReleases(found) {
    const parts = [];
    const order = { major: 0, minor: 1, patch: 2 };
    found.sort((one, other) => other.release - one.release || order[one.level] - order[other.level] || (one.symbol < other.symbol ? -1 : 1));
    found.slice(0, state.shown).forEach((finding, place, shown) => {
      if (place === 0 || shown[place - 1].release !== finding.release) parts.push(heading(finding.release));
      parts.push(card(finding));
    });
    return parts;
  }

  // --- the life of each symbol: came, was deprecated, changed, went ---

  function event(finding) {
    if (finding.member) return finding.level === "major" ? "broke" : "changed";
    if (/_added$/.test(finding.rule)) return "came";
    if (/_removed$/.test(finding.rule) && finding.level === "major") return "went";
    if (/deprecat/.test(finding.rule)) return "deprecated";
    return finding.level === "major" ? "broke" : "changed";
  }

  const SVG = "http://www.w3.org/2000/svg";
  const shape = (tag, attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  function mark(finding, x) {
    const kind = event(finding);
    const link = shape("a", { href: `#${finding.id}`, "aria-label": `${versions[finding.release + 1]}: ${kind}, ${finding.rule}` });
    const figures = {
      came: () => shape("circle", { cx: x, cy: 11, r: 6 }), deprecated: () => shape("path", { d: `M${x - 6} 6h12l-6 11z` }),
      went: () => shape("path", { d: `M${x - 6} 5h12v12h-12z` }), broke: () => shape("path", { d: `M${x} 4l7 7-7 7-7-7z` }),
      changed: () => shape("circle", { cx: x, cy: 11, r: 4 }),
    };
    const figure = figures[kind]();
    figure.setAttribute("class", kind);
    const title = shape("title", {});
    title.textContent = `${versions[finding.release + 1]}: ${finding.message || finding.rule}`;
    link.append(title, figure);
    return link;
  }

  function life(symbol, findings) {
    // Drawn in the width that there is, so that marks keep their shape; beside the name where the screen is wide.
    const room = $("findings").clientWidth;
    const width = room > 640 ? room - 400 : room;
    const at = (release) => 8 + (release + 1) / Math.max(data.releases.length, 1) * (width - 16);
    const events = findings.map((finding) => [event(finding), finding.release]);
    const start = events.find(([kind]) => kind === "came");
    const end = events.findLast(([kind]) => kind === "went");
    const faded = events.find(([kind]) => kind === "deprecated");
    const from = start ? at(start[1]) : 0;
    const to = end ? at(end[1]) : width;
    const until = faded ? at(faded[1]) : to;
    const svg = shape("svg", { viewBox: `0 0 ${width} 22`, preserveAspectRatio: "none", role: "group", "aria-label": `Life of ${symbol}` });
    svg.append(shape("line", { class: "line", x1: from, x2: until, y1: 11, y2: 11 }));
    if (faded) svg.append(shape("line", { class: "fading", x1: until, x2: Math.max(until, to), y1: 11, y2: 11 }));
    findings.forEach((finding) => svg.append(mark(finding, at(finding.release))));
    return make("div", { class: "life" }, make("code", {}, symbol), svg);
  }

  function drawSymbols(found) {
    const lives = new Map();
    for (const finding of found) lives.set(finding.symbol, [...(lives.get(finding.symbol) || []), finding]);
    const legend = "Circle: came. Triangle: deprecated. Diamond: broke. Small circle: changed. Square: went. A mark leads to its finding.";
    return [make("p", { class: "aside" }, legend), ...[...lives].sort().slice(0, state.shown).map(([symbol, findings]) => life(symbol, findings))];
  }

  // --- drawing anew, keys, addresses ---

  function draw() {
    const found = chosen();
    const parts = state.view === "symbols" ? drawSymbols(found) : drawReleases(found);
    const rest = (state.view === "symbols" ? new Set(found.map((finding) => finding.symbol)).size : found.length) - state.shown;
    if (!found.length) parts.splice(0, parts.length, make("p", { class: "empty" }, "Nothing matches. Esc clears the filters."));
    if (rest > 0) parts.push(make("button", { type: "button", class: "more" }, `Show ${Math.min(rest, PAGE)} more of ${rest}`));
    $("findings").replaceChildren(...parts);
    $("count").textContent = counted(found.length, "finding");
    for (const button of $("timeline").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.release === state.release));
    }
  }

  function choose(changes) {
    Object.assign(state, { shown: PAGE }, changes);
    $("query").value = state.query;
    $("rule").value = state.rule;
    $("release").value = state.release;
    for (const box of document.querySelectorAll("input[name=level]")) box.checked = state.levels.has(box.value);
    for (const radio of document.querySelectorAll("input[name=view]")) radio.checked = radio.value === state.view;
    draw();
  }

  function reveal(id) {
    const finding = all.find((each) => each.id === id);
    if (!finding) return;
    if (state.view !== "releases" || !document.getElementById(id)) {
      choose({ view: "releases", query: "", rule: "", release: String(finding.release), levels: new Set([...state.levels, finding.level]), shown: all.length });
    }
    point(document.getElementById(id));
  }

  function point(article) {
    document.querySelector("article.current")?.classList.remove("current");
    article.classList.add("current");
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  }

  function step(by) {
    const articles = [...document.querySelectorAll("article")];
    const here = articles.indexOf(document.querySelector("article.current"));
    const next = articles[Math.min(Math.max(here + by, 0), articles.length - 1)];
    if (next) point(next);
  }

  function along(button, by) {
    const buttons = [...$("timeline").querySelectorAll("button")];
    const next = buttons[buttons.indexOf(button) + by];
    if (!next) return;
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  document.addEventListener("keydown", (press) => {
    const typing = press.target.matches("input[type=search], select");
    if (press.key === "Escape") { choose({ query: "", rule: "", release: "" }); return; }
    if (typing || press.ctrlKey || press.metaKey || press.altKey) return;
    if (press.key === "/") { press.preventDefault(); $("query").focus(); }
    else if (press.key === "j") step(1);
    else if (press.key === "k") step(-1);
    else if (press.target.closest("#timeline") && press.key === "ArrowRight") { press.preventDefault(); along(press.target, 1); }
    else if (press.target.closest("#timeline") && press.key === "ArrowLeft") { press.preventDefault(); along(press.target, -1); }
  });
  $("filters").addEventListener("submit", (submission) => submission.preventDefault());
  $("query").addEventListener("input", () => choose({ query: $("query").value }));
  $("rule").addEventListener("change", () => choose({ rule: $("rule").value }));
  $("release").addEventListener("change", () => choose({ release: $("release").value }));
  document.querySelectorAll("input[name=level]").forEach((box) => box.addEventListener("change", () =>
    choose({ levels: new Set([...document.querySelectorAll("input[name=level]:checked")].map((each) => each.value)) })));
  document.querySelectorAll("input[name=view]").forEach((radio) => radio.addEventListener("change", () => choose({ view: radio.value })));
  $("timeline").addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (button) choose({ release: state.release === button.dataset.release ? "" : button.dataset.release });
  });
  $("findings").addEventListener("click", (click) => {
    if (click.target.closest(".more")) { state.shown += PAGE; draw(); }
  });
  window.addEventListener("hashchange", () => reveal(decodeURIComponent(location.hash.slice(1))));

  drawSummary();
  drawTimeline();
  drawChoices();
  draw();
  if (location.hash) reveal(decodeURIComponent(location.hash.slice(1)));
})();
