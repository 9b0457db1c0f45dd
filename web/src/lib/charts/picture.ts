/** A chart as a picture that stands alone. */

const TAKEN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "opacity",
  "font-size", "font-family", "font-weight", "font-variant", "text-anchor"] as const;

/** Plot labels groups that have no role, which readers of screens may not read: the sentence on the svg says it all. */
export function clean(svg: SVGSVGElement, label: string): void {
  svg.querySelectorAll("style").forEach((each) => each.remove());
  svg.querySelectorAll("[aria-label], [aria-description]").forEach((each) => {
    each.removeAttribute("aria-label");
    each.removeAttribute("aria-description");
  });
  svg.classList.add("chart");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
}

/** The chart as SVG text, with the colours that it has on the page now written into it. */
export function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const here = [svg, ...svg.querySelectorAll("*")];
  const there = [copy, ...copy.querySelectorAll("*")];
  here.forEach((each, at) => {
    const computed = getComputedStyle(each);
    for (const name of TAKEN) {
      const value = computed.getPropertyValue(name);
      if (value && there[at]) there[at].setAttribute(name, value);
    }
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const background = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  background.setAttribute("width", "100%");
  background.setAttribute("height", "100%");
  background.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  return new XMLSerializer().serializeToString(copy);
}

export async function png(svg: SVGSVGElement, scale = 2): Promise<Blob | null> {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svgText(svg)], { type: "image/svg+xml" }));
  try {
    image.width = width;
    image.height = height;
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
