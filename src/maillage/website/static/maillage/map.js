// The map: clusters come from the server for what is in view; the address keeps the view.
const place = document.querySelector("[data-map]");

const SHAPES = {
  association: '<circle cx="12" cy="12" r="8.5"/>',
  cooperative: '<path d="M12 2.5 22 20.5H2z"/>',
  mutuelle: '<path d="M4 4h16v16H4z"/>',
  fondation: '<path d="M12 1.5 22.5 12 12 22.5 1.5 12z"/>',
  "societe-commerciale-ess": '<path d="M8.5 2.5h7v6h6v7h-6v6h-7v-6h-6v-7h6z"/>',
  "autre-organisme": '<path d="M7 3.5h10l5 8.5-5 8.5H7L2 12z"/>',
};
const NO_SHAPE = '<circle cx="12" cy="12" r="7"/>';

if (place && window.L) start(place.dataset);

function start(data) {
  const map = L.map(place, { zoomControl: false, attributionControl: Boolean(data.credit), maxZoom: 18, zoomSnap: 0.25 });
  const [west, south, east, north] = JSON.parse(data.bounds);
  L.control.zoom({ zoomInTitle: data.zoomIn, zoomOutTitle: data.zoomOut }).addTo(map);
  if (data.tiles) {
    place.classList.add("tiled");
    L.tileLayer(data.tiles, { attribution: data.credit, maxZoom: 18 }).addTo(map);
  }
  map.attributionControl?.setPrefix(false);
  const asked = new URLSearchParams(location.search);
  const view = asked.get("bbox")?.split(",").map(Number) ?? [];
  const bounds = view.length === 4 && view.every(Number.isFinite) ? view : [west, south, east, north];
  const box = L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
  const zoom = Number(asked.get("zoom"));
  if (view.length === 4 && zoom > 0) map.setView(box.getCenter(), zoom, { animate: false });
  else map.fitBounds(box, { animate: false });

  if (data.outlines) {
    fetch(data.outlines).then((answer) => (answer.ok ? answer.json() : null)).then((outlines) => {
      if (outlines) L.geoJSON(outlines, { className: "outline", interactive: false }).addTo(map).bringToBack();
    }).catch(() => { /* the map does without its background */ });
  }

  const layer = L.layerGroup().addTo(map);
  const said = document.querySelector("[data-map-said]");
  let pending;
  let first = true;

  async function load() {
    pending?.abort();
    pending = new AbortController();
    const box = map.getBounds();
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((x) => x.toFixed(4)).join(",");
    const url = new URL(data.url, location.href);
    url.searchParams.set("bbox", bbox);
    url.searchParams.set("zoom", Math.round(map.getZoom()));
    try {
      const answer = await fetch(url, { signal: pending.signal });
      if (!answer.ok) throw new Error(answer.status);
      draw((await answer.json()).features);
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = data.failed;
      return;
    }
    if (!first) {
      const here = new URL(location.href);
      here.searchParams.set("bbox", bbox);
      here.searchParams.set("zoom", map.getZoom());
      history.replaceState(null, "", here);
    }
    first = false;
  }

  // Markers that stay in view stay as they are: an open popup and the focus survive a move.
  const shown = new Map();

  function draw(features) {
    const keys = new Set();
    let total = 0;
    for (const { geometry, properties } of features) {
      const [lon, lat] = geometry.coordinates;
      const key = [lon, lat, properties.count, properties.title].join();
      keys.add(key);
      total += properties.count;
      if (shown.has(key)) continue;
      const marker = markerOf([lat, lon], properties).addTo(layer);
      marker.getElement().setAttribute("aria-label", properties.title);
      shown.set(key, marker);
    }
    for (const [key, marker] of shown) {
      if (keys.has(key)) continue;
      if (marker.getElement() === document.activeElement) place.focus();
      layer.removeLayer(marker);
      shown.delete(key);
    }
    said.textContent = total ? (total > 1 ? data.many : data.one).replace("%s", total.toLocaleString("fr")) : data.none;
  }

  function markerOf(where, { count, title, url, family, stacked }) {
    const several = count > 1;
    const size = several ? Math.min(54, 28 + 5 * Math.log2(count)) : 30;
    const known = Object.hasOwn(SHAPES, family) ? family : "none";
    const icon = L.divIcon({
      className: several ? "marker cluster" : `marker sym-${known}`,
      html: several ? String(count) : `<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">${SHAPES[family] ?? NO_SHAPE}</svg>`,
      iconSize: [size, size],
    });
    const marker = L.marker(where, { icon, title, keyboard: true });
    if (several && !stacked) {
      marker.on("click", () => map.setView(where, Math.min(map.getZoom() + 2, 18)));
    } else {
      marker.bindPopup(() => linkTo(title, url), { autoPanPadding: [20, 20], closeButton: true });
      marker.on("popupopen", () => marker.getPopup().getElement().querySelector("[data-goal]")?.focus({ preventScroll: true }));
      marker.on("popupclose", () => marker.getElement()?.focus());
    }
    return marker;
  }

  function linkTo(title, url) {
    if (!url) return document.createTextNode(title);
    const link = document.createElement("a");
    link.href = url;
    link.dataset.goal = "";
    link.textContent = title;
    return link;
  }

  place.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  map.on("moveend", load);
  // Narrowing the list narrows the map: both come from the same query.
  document.addEventListener("listing", () => {
    const fresh = document.querySelector("[data-map-query]");
    if (fresh) { data.url = fresh.dataset.mapQuery; load(); }
  });
  load();
}
