/* Dwelling places out of reach: a picture over the land, put in place of the one before at one stroke. It comes as text in the
   command: a request of its own, and an image element that waits for its turn to be decoded, cost two frames more. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, groups, state } = QM;

  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  /* A PNG (base64), decoded beside the page. */
  function bitmapOf(png) {
    return createImageBitmap(new Blob([bytesOf(png)], { type: "image/png" }));
  }

  /* `cells`: { png (base64), bounds, label, secret }, or null for none. */
  async function showCells(cells) {
    state.cells = cells;
    if (!await layCells(groups.cells, "qm-cells", cells)) return;
    QM.applyVisibility("cells");
    QM.furniture.legend();
  }

  /* A picture as it is on a canvas. Painted on one it would be copied once more, and again for every frame of the page. */
  function sheetOf(image, [west, south, east, north], pane, label) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    if (label) {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", label);
    } else {
      canvas.setAttribute("aria-hidden", "true");
    }
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(image);
    return L.svgOverlay(canvas, [[south, west], [north, east]], { pane, interactive: false, className: "qm-cells" });
  }

  const WHOLE = 2_000_000; // pixels that the page brings onto the screen within a frame
  const SIDE = 1024; // pixels of a piece

  /* A large picture in pieces, of which only those in sight go to the screen: the finest cells of a city are twelve million
     pixels, and all of them at once held the page up for more than a tenth of a second. */
  const Pieces = L.LayerGroup.extend({
    initialize(image, [west, south, east, north], pane, label) {
      L.LayerGroup.prototype.initialize.call(this);
      Object.assign(this, { _image: image, _pane: pane, _label: label, _open: [] });
      const crs = map.options.crs;
      const first = crs.latLngToPoint(L.latLng(north, west), 0);
      const size = crs.latLngToPoint(L.latLng(south, east), 0).subtract(first);
      const place = (x, y) => crs.pointToLatLng(L.point(first.x + size.x * x / image.width, first.y + size.y * y / image.height), 0);
      for (let y = 0; y < image.height; y += SIDE) {
        for (let x = 0; x < image.width; x += SIDE) {
          const [width, height] = [Math.min(SIDE, image.width - x), Math.min(SIDE, image.height - y)];
          this._open.push({ x, y, width, height, bounds: L.latLngBounds(place(x, y), place(x + width, y + height)) });
        }
      }
    },

    onAdd(on) {
      L.LayerGroup.prototype.onAdd.call(this, on);
      on.on("moveend", this._follow, this);
      this._follow();
    },

    onRemove(on) {
      on.off("moveend", this._follow, this);
      L.LayerGroup.prototype.onRemove.call(this, on);
    },

    /* Lays at once what is in sight. */
    async layInSight() {
      const sheets = await Promise.all(this._inSight().map((piece) => this._cut(piece)));
      for (const sheet of sheets) this.addLayer(sheet);
    },

    /* Lays what comes into sight, a piece a frame. */
    async _follow() {
      if (this._following) return;
      this._following = true;
      for (let next = this._inSight()[0]; next && this._map && this._image; next = this._inSight()[0]) {
        this.addLayer(await this._cut(next));
        await new Promise(requestAnimationFrame);
      }
      this._following = false;
    },

    _inSight() {
      const sight = map.getBounds().pad(QM.MARGIN);
      return this._open.filter((piece) => sight.intersects(piece.bounds));
    },

    async _cut(piece) {
      const { x, y, width, height, bounds } = piece;
      this._open.splice(this._open.indexOf(piece), 1);
      const part = await createImageBitmap(this._image, x, y, width, height);
      const label = this._label;
      this._label = null; // read out once
      return sheetOf(part, [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], this._pane, label);
    },

    letGo() {
      if (this._image) this._image.close();
      this._image = null;
    },
  });

  const wanted = new WeakMap(); // group -> what was asked for last
  const laid = new WeakMap(); // group -> the PNG that lies there

  /* Lays a picture into a group instead of what is there; false if another one has been asked for meanwhile. */
  async function layCells(group, pane, cells) {
    wanted.set(group, cells);
    const png = cells && cells.png;
    if (png && laid.get(group) === png) return true;
    const image = png && await bitmapOf(png);
    const label = QM.t("Bewohnte Rasterzellen außer Reichweite");
    const pieces = image && image.width * image.height > WHOLE ? new Pieces(image, cells.bounds, pane, label) : null;
    if (pieces && wanted.get(group) === cells) await pieces.layInSight();
    if (wanted.get(group) !== cells) {
      if (image) image.close();
      return false;
    }
    group.eachLayer((layer) => { if (layer.letGo) layer.letGo(); });
    group.clearLayers();
    laid.set(group, png);
    if (image) group.addLayer(pieces || sheetOf(image, cells.bounds, pane, label));
    return true;
  }

  Object.assign(QM, { bytesOf, bitmapOf, showCells, layCells });
})();
