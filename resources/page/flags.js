/* The signs of gaps: numbered flags where there is room for them, else diamonds. */
(function () {
  "use strict";

  const QM = window.QM;
  const FONT = '"Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif';
  const scale = () => (QM.state.presentation ? 1.45 : 1); // for the last row
  const pictures = new QM.Pictures();

  /* A gap is a numbered flag above its place; where flags would cover each other only the more pressing one has its
     number, the others are diamonds. */
  function picture({ options: { rank, focus, crowded } }, ratio) {
    const s = scale();
    if (crowded && !focus) return pictures.get("diamond" + s, Math.ceil(6 * s), ratio, (pen, middle) => paintDiamond(pen, middle, 4 * s));
    const half = Math.ceil(Math.max(28, 10 + 4 * String(rank).length) * s + 3);
    const flag = pictures.get(["flag", String(rank).length, focus, s].join(), half, ratio, (pen, middle) => paintFlag(pen, middle, rank, focus));
    const number = pictures.number(rank, "700 " + 12 * s + "px " + FONT, focus ? "#0b1f33" : "#ffffff", [0, 0.5 - 18 * s], ratio);
    return { parts: [...flag.parts, ...number], ratio };
  }

  function paintDiamond(ctx, middle, r) {
    ctx.lineJoin = "round";
    ctx.beginPath();
    ctx.moveTo(middle, middle - r); ctx.lineTo(middle + r, middle); ctx.lineTo(middle, middle + r); ctx.lineTo(middle - r, middle); ctx.closePath();
    ctx.fillStyle = "#0b1f33";
    ctx.strokeStyle = "#ffffff";
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fill();
  }

  function paintFlag(ctx, middle, rank, focus) {
    const [x, y] = [middle, middle];
    const around = box({ x, y, options: { rank } });
    ctx.lineJoin = "round";
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - 5 * scale(), around.bottom);
    ctx.lineTo(around.left + 3, around.bottom);
    ctx.quadraticCurveTo(around.left, around.bottom, around.left, around.bottom - 3);
    ctx.lineTo(around.left, around.top + 3);
    ctx.quadraticCurveTo(around.left, around.top, around.left + 3, around.top);
    ctx.lineTo(around.right - 3, around.top);
    ctx.quadraticCurveTo(around.right, around.top, around.right, around.top + 3);
    ctx.lineTo(around.right, around.bottom - 3);
    ctx.quadraticCurveTo(around.right, around.bottom, around.right - 3, around.bottom);
    ctx.lineTo(x + 5 * scale(), around.bottom);
    ctx.closePath();
    ctx.strokeStyle = "#ffffff";
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fillStyle = focus ? "#f2c200" : "#0b1f33";
    ctx.fill();
    if (focus) {
      ctx.strokeStyle = "#0b1f33";
      ctx.lineWidth = 2;
      ctx.stroke();
    }
  }

  function box({ x, y, options: { rank } }) {
    const s = scale();
    const half = (6 + 4 * String(rank).length) * s;
    return { left: x - half, right: x + half, top: y - 27 * s, bottom: y - 9 * s };
  }

  /* Says which of the flags have room; `signs` with the more pressing last. */
  function thin(signs) {
    const bucket = new Map(); // 128 px squares, so that a thousand flags stay cheap
    for (const sign of [...signs].reverse()) {
      const around = box(sign);
      const keys = new Set();
      for (const x of [around.left, around.right]) for (const y of [around.top, around.bottom + 9]) keys.add((x >> 7) * 65536 + (y >> 7));
      let free = true;
      for (const key of keys) {
        for (const other of bucket.get(key) || []) {
          if (around.left < other.right && other.left < around.right && around.top < other.bottom + 9 && other.top < around.bottom + 9) free = false;
        }
      }
      if (sign.options.crowded === free) sign.picture = null;
      sign.options.crowded = !free;
      if (!free) continue;
      for (const key of keys) {
        if (!bucket.has(key)) bucket.set(key, []);
        bucket.get(key).push(around);
      }
    }
    QM.emit("flags");
  }

  Object.assign(QM, { FONT, scale, flags: { picture, box, thin } });
})();
