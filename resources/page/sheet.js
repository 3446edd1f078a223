/* Thousands of signs on one canvas: placed by a multiplication, drawn from small pictures that are made once. As objects of
   their own in Leaflet, 8,000 signs held every zoom up for a quarter of a second. */
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

  /* Options: `pane`, `padding`, `reach` (pixels that a sign covers at most on each side), `prepare(signs)` (called when they
     have been placed) and `picture(sign, ratio)`. Takes no pointer events: what lies under the pointer is sought among the
     signs. */
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
      if (!this._map || !this._bounds || this._map._animatingZoom) return;
      const ctx = this._ctx;
      const ratio = this._ratio;
      const { min, max } = this._bounds;
      const far = this.options.reach;
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      this.place();
      for (const sign of this.signs) {
        const { x, y } = sign;
        if (x < min.x - far || x > max.x + far || y < min.y - far || y > max.y + far) continue;
        if (sign.picture === null || sign.picture.ratio !== ratio) sign.picture = this.options.picture(sign, ratio);
        const { image, half } = sign.picture;
        ctx.drawImage(image, Math.round((x - half - min.x) * ratio), Math.round((y - half - min.y) * ratio)); // on whole pixels of the screen
      }
    },
  });

  /* Small pictures by name, made when first wanted: `paint(context, middle)` paints one around (middle, middle), `half` CSS
     pixels on each side. */
  class Pictures {
    constructor() { this._kept = new Map(); }

    get(name, half, ratio, paint) {
      const key = name + "@" + ratio;
      let found = this._kept.get(key);
      if (found === undefined) {
        const side = Math.ceil(2 * half * ratio);
        const canvas = new OffscreenCanvas(side, side);
        const pen = canvas.getContext("2d");
        pen.scale(ratio, ratio);
        paint(pen, half);
        found = { image: canvas.transferToImageBitmap(), half, ratio };
        this._kept.set(key, found);
      }
      return found;
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
