"use strict";
/* Draws who said what to whom, over which channel and when, as a sequence diagram. */
const diagram = (() => {
  const NS = "http://www.w3.org/2000/svg", LEFT = 62, LINE = 15, NARROWEST = 132, WIDEST = 230;
  const CROWD = 8, PLAIN = "12px system-ui, sans-serif", BOLD = `600 ${PLAIN}`;
  const pen = document.createElement("canvas").getContext("2d");

  function shape(name, attributes, text) {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function fits(words, most, font) {
    pen.font = font;
    return pen.measureText(words).width <= most;
  }

  /* A word that is wider than its line, in parts: addresses where their parts end, the rest letter by letter. */
  function parts(word, most, font) {
    const found = [];
    for (const whole of word.match(/[^@./_&?=:,-]+[@./_&?=:,-]*|[@./_&?=:,-]+/g) ?? []) {
      let part = "";
      for (const letter of whole) {
        if (part && !fits(part + letter, most, font)) {
          found.push(part);
          part = "";
        }
        part += letter;
      }
      found.push(part);
    }
    return found;
  }

  /* Lines that are no wider than that. */
  function wrapped(words, most, font) {
    const lines = [""];
    for (const word of words.split(/\s+/)) {
      let gap = " ";
      for (const part of fits(word, most, font) ? [word] : parts(word, most, font)) {
        const last = lines.length - 1, longer = lines[last] ? lines[last] + gap + part : part;
        if (!lines[last] || fits(longer, most, font)) lines[last] = longer;
        else lines.push(part);
        gap = "";
      }
    }
    return lines;
  }

  /* Of a crowd (Newcomer 1, Newcomer 2, ...) all share a lane, and the words say who it was. */
  function lanes(said) {
    const names = [...new Set(said.flatMap(([, from, to]) => [from, to]))];
    const lane = new Map(names.map((name) => [name, name]));
    if (names.length > CROWD) for (const name of names) lane.set(name, name.replace(/ \d+$/, " …"));
    return lane;
  }

  function named(words, from, to, lane) {
    const who = lane.get(from) !== from ? from + ": " : "", whom = lane.get(to) !== to ? "to " + to + ": " : "";
    return who + whom + words;
  }

  const after = (at) => (at < 1000 ? at + " ms" : (at / 1000).toFixed(at < 10000 ? 2 : 1) + " s");

  function drawn({ said, wrong, gap }, room) {
    const lane = lanes(said), parties = [...new Set(lane.values())];
    const column = Math.min(WIDEST, Math.max(NARROWEST, Math.floor((room - LEFT) / parties.length)));
    const x = (party) => LEFT + column * (parties.indexOf(party) + 0.5);
    const width = LEFT + column * parties.length, svg = shape("svg", { "aria-hidden": "true", width });
    const lives = parties.map((party) => shape("line", { x1: x(party), x2: x(party), class: "life" }));
    svg.append(...lives);
    let y = 16;

    function lines(words, most, attributes, font = PLAIN) {
      for (const line of wrapped(words, most, font)) {
        svg.append(shape("text", { y, ...attributes }, line));
        y += LINE;
      }
    }

    function heads() {
      const top = y;
      let foot = y;
      for (const party of parties) {
        y = top;
        lines(party, column - 8, { x: x(party), "text-anchor": "middle", class: "who" }, BOLD);
        foot = Math.max(foot, y);
      }
      y = foot + 8;
    }

    function across(words, kind) {
      svg.append(shape("line", { x1: 0, x2: width, y1: y - 6, y2: y - 6, class: kind }));
      y += 10;
      lines(words, width - 8, { x: 4, class: kind }, BOLD);
      y += 6;
    }

    heads();
    lives.forEach((life) => life.setAttribute("y1", y - 10));
    said.forEach(([at, from, to, channel, words], number) => {
      if (wrong && wrong.after === number) across("✗ " + wrong.what, "wrong");
      if (gap && gap.after === number) across(`… ${gap.exchanges} more in between`, "gap");
      const here = x(lane.get(from)), there = x(lane.get(to)), itself = here === there;
      const back = itself && parties.length > 1 && width - here < column;
      const most = back ? column - 16 : itself ? Math.min(width - here, column) - 16 : Math.abs(here - there) - 12;
      y += 4;
      lines(named(words, from, to, lane), most,
        back ? { x: here - 8, "text-anchor": "end" } : itself ? { x: here + 8 } : { x: (here + there) / 2, "text-anchor": "middle" });
      const foot = y - 8;
      svg.append(shape("text", { x: 0, y: foot + 4, class: "small" }, after(at)));
      if (itself) svg.append(shape("circle", { cx: here, cy: foot - 7, r: 3, class: "arrow" }));
      else {
        const way = there > here ? 1 : -1;
        svg.append(shape("line", { x1: here, x2: there, y1: foot, y2: foot, class: "way" }));
        svg.append(shape("path", { d: `M${there} ${foot} l${-7 * way} -4 v8 z`, class: "arrow" }));
      }
      svg.append(shape("text", { x: Math.max(here, there) + 6, y: foot + 4, class: "small" }, channel));
      y = foot + 20;
    });
    if (wrong && wrong.after >= said.length) across("✗ " + wrong.what, "wrong");
    lives.forEach((life) => life.setAttribute("y2", y - 10));
    if (said.length > 12) heads();
    svg.setAttribute("height", y);
    svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
    return svg;
  }

  return { drawn, after };
})();
