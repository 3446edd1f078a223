/* Thousands of signs on one canvas: placed by a multiplication, laid on from small pictures that are made once. As objects of
   their own in Leaflet, 8,000 signs held every zoom up for a quarter of a second; as 8,000 calls of `drawImage`, without a
   graphics card, for 60 ms. Laying their pixels on by hand takes a few. */
(function () {
  "use strict";

  /* One sign of a sheet. `options` is what its painter reads; `x`, `y` are pixels of the map at the present zoom. */
  class Sign {
    constructor(latlng, options) {
      this.options = options;
      this.radius = 0;
      this.picture = null; // as it looks now; whoever changes its look takes this away
      this.x = this.y = 0;
      this.setLatLng(latlng);
    }

    getLatLng() { return this._latlng; }

    setLatLng(latlng) {
      this._latlng = L.latLng(latlng);
      this.world = L.CRS.EPSG3857.latLngToPoint(this._latlng, 0);
    }
  }

  /* A picture in memory that small ones are laid on, then shown at one stroke. */
  class Plate {
    constructor(context, width, height) {
      this._context = context;
      this._image = context.createImageData(width, height);
      this._width = width;
      this._height = height;
      this._pixels = new Uint32Array(this._image.data.buffer); // 0xAABBGGRR: every machine that Qt's engine runs on is little-endian
    }

    fits(width, height) { return this._width === width && this._height === height; }

    clear() { this._pixels.fill(0); }

    /* Lays a picture (of `Pictures`) around a point, in pixels of the plate. */
    lay({ pixels, width, height, left, top }, x, y) {
      const below = this._pixels;
      const column = x + left;
      const line = y + top;
      const first = Math.max(0, -column);
      const end = Math.min(width, this._width - column);
      for (let row = Math.max(0, -line); row < height && line + row < this._height; row += 1) {
        let to = (line + row) * this._width + column + first;
        for (let from = row * width + first; from < row * width + end; from += 1, to += 1) {
          const ink = pixels[from];
          if (ink < 0x1000000) continue;
          const under = below[to];
          below[to] = ink >= 0xff000000 || under < 0x1000000 ? ink : over(ink, under);
        }
      }
    }

    show() { this._context.putImageData(this._image, 0, 0); }
  }

  /* One pixel over another, neither multiplied by its cover (Porter and Duff 1984, "over"). */
  function over(ink, under) {
    const above = ink >>> 24;
    const below = (under >>> 24) * (255 - above) / 255;
    const cover = above + below;
    const red = ((ink & 255) * above + (under & 255) * below) / cover;
    const green = ((ink >>> 8 & 255) * above + (under >>> 8 & 255) * below) / cover;
    const blue = ((ink >>> 16 & 255) * above + (under >>> 16 & 255) * below) / cover;
    return (cover + 0.5 << 24 | blue + 0.5 << 16 | green + 0.5 << 8 | red + 0.5) >>> 0;
  }

  /* Options: `pane`, `padding`, `reach` (pixels that a sign covers at most on each side), `prepare(signs)` (called when they
     have been placed) and `picture(sign, ratio)`, which returns what of `Pictures` is laid on (`parts`, from below) for screens
     of this `ratio`. Takes no pointer events: what lies under the pointer is sought among the signs. */
  const SignSheet = L.Renderer.extend({
    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.signs = [];
    },

    setSigns(signs) {
      this.signs = signs;
      this.place();
      this.redraw();
    },

    /* Draws at the next frame, however often it is asked. */
    redraw() {
      if (this._map && !this._asked) this._asked = L.Util.requestAnimFrame(this._draw, this);
    },

    /* Puts every sign where it belongs at this zoom; panning changes nothing about that. */
    place() {
      if (!this._map) return;
      const scale = L.CRS.EPSG3857.scale(this._map.getZoom()) / L.CRS.EPSG3857.scale(0);
      const origin = this._map.getPixelOrigin();
      for (const sign of this.signs) {
        sign.x = Math.round(sign.world.x * scale) - origin.x;
        sign.y = Math.round(sign.world.y * scale) - origin.y;
      }
      this.options.prepare(this.signs);
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true"); // tables and search say what the signs are
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() {
      L.Util.cancelAnimFrame(this._asked);
      this._asked = null;
      this._container.remove();
      delete this._container;
      delete this._ctx;
      delete this._plate;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = this._ratio = Math.max(1, window.devicePixelRatio);
      const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
      if (this._container.width !== width || this._container.height !== height) Object.assign(this._container, { width, height });
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._draw();
    },

    _draw() {
      L.Util.cancelAnimFrame(this._asked);
      this._asked = null;
      const { width, height } = this._container;
      if (!this._map || !this._bounds || this._map._animatingZoom || !width || !height) return;
      const ratio = this._ratio;
      const { min, max } = this._bounds;
      const far = this.options.reach;
      if (!this._plate || !this._plate.fits(width, height)) this._plate = new Plate(this._ctx, width, height);
      this._plate.clear();
      this.place();
      for (const sign of this.signs) {
        const { x, y } = sign;
        if (x < min.x - far || x > max.x + far || y < min.y - far || y > max.y + far) continue;
        if (sign.picture === null || sign.picture.ratio !== ratio) sign.picture = this.options.picture(sign, ratio);
        const [column, row] = [Math.round((x - min.x) * ratio), Math.round((y - min.y) * ratio)]; // on whole pixels of the screen
        for (const part of sign.picture.parts) this._plate.lay(part, column, row);
      }
      this._plate.show();
    },
  });

  /* Small pictures by name, made when first wanted: `paint(context, middle)` paints one around (middle, middle), `half` CSS
     pixels on each side. Of each its pixels are kept, and where they begin beside the middle (`left`, `top`). */
  class Pictures {
    constructor() {
      this._kept = new Map();
      this._easel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    }

    /* One part, as it is. */
    get(name, half, ratio, paint) {
      const key = name + "@" + ratio;
      let found = this._kept.get(key);
      if (found === undefined) this._kept.set(key, found = { parts: [this._painted(half, ratio, paint)], ratio });
      return found;
    }

    /* Writes a number around a point (CSS pixels beside the middle) from pictures of its digits, so that a thousand numbers
       take ten pictures. */
    number(value, font, colour, [x, y], ratio) {
      this._easel.font = font;
      const step = this._easel.measureText("0").width;
      const text = String(value);
      return [...text].map((digit, place) => {
        const [part] = this.get([digit, font, colour].join(), Math.ceil(step), ratio, (pen, middle) => {
          Object.assign(pen, { font, fillStyle: colour, textAlign: "center", textBaseline: "middle" });
          pen.fillText(digit, middle, middle);
        }).parts;
        const across = x + (place - (text.length - 1) / 2) * step;
        return { ...part, left: part.left + Math.round(across * ratio), top: part.top + Math.round(y * ratio) };
      });
    }

    _painted(half, ratio, paint) {
      const pen = this._easel;
      const side = pen.canvas.width = pen.canvas.height = Math.ceil(2 * half * ratio); // takes away what was there
      pen.scale(ratio, ratio);
      paint(pen, half);
      const middle = Math.round(half * ratio);
      const all = new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer);
      const inked = (pixel) => pixel !== 0;
      const first = Math.floor(Math.max(0, all.findIndex(inked)) / side); // flags leave half of their square empty
      const end = Math.floor(all.findLastIndex(inked) / side) + 1;
      return { pixels: all.slice(first * side, end * side), width: side, height: end - first, left: -middle, top: first - middle };
    }
  }

  /* Whoever drags further than what is drawn around the screen gets more of it on the way, not when the hand lets go. */
  const { getEvents } = L.Renderer.prototype;
  L.Renderer.include({
    getEvents() {
      return { ...getEvents.call(this), move: this._keepUp };
    },

    _keepUp() {
      const map = this._map;
      if (!this._bounds || map._animatingZoom || map.getZoom() !== this._zoom) return;
      const corner = map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(L.bounds(corner, corner.add(map.getSize())))) this._update();
    },
  });

  /* Lines and areas are projected by a multiplication too: each corner keeps its place at zoom 0. */
  L.Polyline.include({
    _projectLatlngs(latlngs, result, bounds) {
      if (!(latlngs[0] instanceof L.LatLng)) {
        for (const part of latlngs) this._projectLatlngs(part, result, bounds);
        return;
      }
      const scale = L.CRS.EPSG3857.scale(this._map.getZoom()) / L.CRS.EPSG3857.scale(0);
      const origin = this._map.getPixelOrigin();
      const ring = latlngs.map((corner) => {
        const world = corner.world || (corner.world = L.CRS.EPSG3857.latLngToPoint(corner, 0));
        return new L.Point(Math.round(world.x * scale) - origin.x, Math.round(world.y * scale) - origin.y);
      });
      for (const point of ring) bounds.extend(point);
      result.push(ring);
    },
  });

  Object.assign(window.QM, { Sign, SignSheet, Pictures });
})();
