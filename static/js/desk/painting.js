// Paints a part of a page onto a canvas: boxes, text, photos and drawings, as the browser laid them out.
// By hand, because a drawing sent through an image would lose the page's fonts and colours.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = new Set(["circle", "rect", "line", "path", "polygon", "polyline", "ellipse"]);

export async function paint(ctx, element, frame, scale, leaveOut) {
  const sprites = await sprite(element), photos = await loaded(element);
  const from = element.getBoundingClientRect();
  const look = { ctx, scale, dx: frame.x - from.left * scale, dy: frame.y - from.top * scale, leaveOut, sprites, photos };
  ctx.save();
  ctx.beginPath();
  ctx.rect(frame.x, frame.y, from.width * scale, from.height * scale);
  ctx.clip();
  box(look, element);
  ctx.restore();
}

// A drawing's <image> does not tell its own size, which cutting it to its frame needs.
async function loaded(element) {
  const found = [...element.querySelectorAll("svg image")].map(async (node) => {
    const image = new Image();
    image.src = node.href.baseVal;
    await image.decode().catch(() => {}); // one that does not come leaves its frame empty
    return [node, image];
  });
  return new Map(await Promise.all(found));
}

function plain({ ctx, scale, dx, dy }) { ctx.setTransform(scale, 0, 0, scale, dx, dy); }

function hidden(node, style) {
  return style.display === "none" || style.visibility === "hidden" || +style.opacity === 0 || node.matches(".sr, [hidden], script, details:not([open]) > :not(summary)");
}

function box(look, node) {
  const style = getComputedStyle(node);
  if (look.leaveOut(node) || hidden(node, style)) return;
  plain(look);
  look.ctx.globalAlpha = 1;
  if (node instanceof SVGSVGElement) return drawing(look, node);
  background(look, node.getBoundingClientRect(), style);
  if (node instanceof HTMLImageElement) return photo(look, node);
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) words(look, child, style);
    else if (child.nodeType === Node.ELEMENT_NODE) box(look, child);
  }
}

function background({ ctx }, at, style) {
  if (!seen(style.backgroundColor) && !edges(style).length) return;
  const round = parseFloat(style.borderTopLeftRadius) || 0;
  const radius = style.borderTopLeftRadius.endsWith("%") ? at.width * round / 100 : Math.min(round, at.width / 2, at.height / 2);
  if (seen(style.backgroundColor)) {
    ctx.fillStyle = style.backgroundColor;
    ctx.beginPath();
    ctx.roundRect(at.left, at.top, at.width, at.height, radius);
    ctx.fill();
  }
  const sides = edges(style);
  if (sides.length === 4 && radius) {
    pen(ctx, style, "Top");
    const half = ctx.lineWidth / 2;
    ctx.beginPath();
    ctx.roundRect(at.left + half, at.top + half, at.width - 2 * half, at.height - 2 * half, radius);
    ctx.stroke();
  } else for (const side of sides) edge(ctx, at, style, side);
}

const seen = (colour) => colour && colour !== "transparent" && !/^rgba\(.*, 0\)$|\/ 0\)$/.test(colour);

function edges(style) {
  return ["Top", "Right", "Bottom", "Left"].filter((side) => parseFloat(style[`border${side}Width`]) > 0
    && !["none", "hidden"].includes(style[`border${side}Style`]) && seen(style[`border${side}Color`]));
}

function pen(ctx, style, side) {
  ctx.lineWidth = parseFloat(style[`border${side}Width`]);
  ctx.strokeStyle = style[`border${side}Color`];
  ctx.setLineDash({ dashed: [6, 5], dotted: [1.5, 3] }[style[`border${side}Style`]] ?? []);
}

function edge(ctx, at, style, side) {
  pen(ctx, style, side);
  const half = ctx.lineWidth / 2;
  const [x1, y1, x2, y2] = {
    Top: [at.left, at.top + half, at.right, at.top + half], Bottom: [at.left, at.bottom - half, at.right, at.bottom - half],
    Left: [at.left + half, at.top, at.left + half, at.bottom], Right: [at.right - half, at.top, at.right - half, at.bottom],
  }[side];
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function photo({ ctx }, image) {
  if (!image.complete || !image.naturalWidth) return;
  const at = image.getBoundingClientRect();
  cut(ctx, image, { x: at.left, y: at.top, width: at.width, height: at.height }, getComputedStyle(image).objectFit === "cover");
}

function pictured(look, node, opacity) {
  const image = look.photos.get(node);
  if (!image?.naturalWidth || !place(look, node)) return;
  look.ctx.globalAlpha = opacity;
  cut(look.ctx, image, node.getBBox(), true);
}

function cut(ctx, image, at, covers) {
  const by = (covers ? Math.max : Math.min)(at.width / image.naturalWidth, at.height / image.naturalHeight);
  const width = at.width / by, height = at.height / by;
  ctx.drawImage(image, (image.naturalWidth - width) / 2, (image.naturalHeight - height) / 2, width, height, at.x, at.y, at.width, at.height);
}

function face(style) { return `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`; }

function words({ ctx }, node, style) {
  if (!node.data.trim()) return;
  ctx.font = face(style);
  ctx.fillStyle = style.color;
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  const range = document.createRange();
  for (const found of node.data.matchAll(/\S+/g)) {
    range.setStart(node, found.index);
    range.setEnd(node, found.index + found[0].length);
    const at = range.getClientRects()[0];
    if (!at?.width) continue;
    const said = style.textTransform === "uppercase" ? found[0].toUpperCase() : found[0];
    const size = ctx.measureText(said);
    const body = size.fontBoundingBoxAscent + size.fontBoundingBoxDescent;
    ctx.fillText(said, at.left, at.top + (at.height - body) / 2 + size.fontBoundingBoxAscent);
  }
}

function drawing(look, svg) {
  const at = svg.getBoundingClientRect();
  if (!at.width || !at.height) return;
  look.ctx.save();
  if (getComputedStyle(svg).overflow !== "visible") {
    look.ctx.beginPath();
    look.ctx.rect(at.left, at.top, at.width, at.height);
    look.ctx.clip();
  }
  mark(look, svg, 1);
  look.ctx.restore();
}

function mark(look, node, opacity) {
  const style = getComputedStyle(node);
  if (hidden(node, style)) return;
  const shown = opacity * +style.opacity;
  const name = node.localName;
  if (SHAPES.has(name)) return shape(look, node, style, shown);
  if (name === "text") return label(look, node, style, shown);
  if (name === "image") return pictured(look, node, shown);
  if (name === "use") return borrowed(look, node, shown);
  if (["svg", "g", "a"].includes(name)) for (const child of node.children) mark(look, child, shown);
}

function place({ ctx, scale, dx, dy }, node) {
  const m = node.getScreenCTM();
  if (m) ctx.setTransform(scale * m.a, scale * m.b, scale * m.c, scale * m.d, scale * m.e + dx, scale * m.f + dy);
  return m;
}

function outline(node) {
  const of = (name) => node[name].baseVal.value;
  const path = new Path2D();
  if (node.localName === "circle") path.arc(of("cx"), of("cy"), radius(node), 0, 7);
  else if (node.localName === "ellipse") path.ellipse(of("cx"), of("cy"), of("rx"), of("ry"), 0, 0, 7);
  else if (node.localName === "line") { path.moveTo(of("x1"), of("y1")); path.lineTo(of("x2"), of("y2")); }
  else if (node.localName === "rect") path.roundRect(of("x"), of("y"), of("width"), of("height"), of("rx") || 0);
  else if (node.localName === "path") return new Path2D(node.getAttribute("d") ?? "");
  else return new Path2D(`M${node.getAttribute("points")}${node.localName === "polygon" ? "Z" : ""}`);
  return path;
}

const radius = (circle) => parseFloat(getComputedStyle(circle).r) || circle.r.baseVal.value;
const colour = (said, style) => said.startsWith("url(") ? "#D79C6966" : said === "currentcolor" ? style.color : said;

function shape(look, node, style, opacity) {
  if (!place(look, node)) return;
  const { ctx } = look, path = outline(node);
  if (style.fill !== "none" && node.localName !== "line") {
    ctx.globalAlpha = opacity * +style.fillOpacity;
    ctx.fillStyle = colour(style.fill, style);
    ctx.fill(path, style.fillRule);
  }
  if (style.stroke !== "none" && parseFloat(style.strokeWidth)) {
    ctx.globalAlpha = opacity * +style.strokeOpacity;
    ctx.strokeStyle = colour(style.stroke, style);
    ctx.lineWidth = parseFloat(style.strokeWidth);
    ctx.lineCap = style.strokeLinecap;
    ctx.lineJoin = style.strokeLinejoin;
    ctx.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat));
    ctx.stroke(path);
  }
  ctx.setLineDash([]);
}

function label(look, node, style, opacity) {
  if (!node.textContent.trim() || !place(look, node)) return;
  const { ctx } = look;
  ctx.globalAlpha = opacity;
  for (const run of node.children.length ? node.querySelectorAll("tspan") : [node]) {
    const own = getComputedStyle(run), at = run.getNumberOfChars() ? run.getStartPositionOfChar(0) : null;
    if (!at) continue;
    ctx.font = face(own);
    ctx.fillStyle = colour(own.fill, own);
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(run.textContent.trim(), at.x, at.y);
  }
}

function borrowed(look, use, opacity) {
  const symbol = look.sprites.get(use.getAttribute("href"));
  const owner = use.ownerSVGElement;
  if (!symbol || !owner) return;
  const copy = document.createElementNS(SVG, "svg");
  for (const name of ["x", "y", "width", "height"]) if (use.hasAttribute(name)) copy.setAttribute(name, use.getAttribute(name));
  for (const name of ["viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"]) if (symbol.hasAttribute(name)) copy.setAttribute(name, symbol.getAttribute(name));
  copy.setAttribute("class", use.getAttribute("class") ?? "");
  copy.append(...[...symbol.childNodes].map((child) => document.importNode(child, true)));
  use.after(copy);
  mark(look, copy, opacity);
  copy.remove();
}

async function sprite(element) {
  const found = new Map();
  for (const use of element.querySelectorAll("use[href]")) {
    const href = use.getAttribute("href"), [file, id] = href.split("#");
    if (!id || found.has(href)) continue;
    const source = file ? await fetched(file) : document;
    found.set(href, source?.getElementById(id));
  }
  return found;
}

const files = new Map();

// A request for a document is parsed without a markup sink, so it needs no trusted type.
export function fetched(address) {
  if (!files.has(address)) {
    files.set(address, new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("GET", address);
      request.responseType = "document";
      request.onloadend = () => done(request.status === 200 ? request.response : null);
      request.send();
    }));
  }
  return files.get(address);
}
