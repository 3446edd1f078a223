/* The live map's one door: commands come from Python over QWebChannel, events go back. Commands run strictly one
   after the other, so that a colour never meets districts that are still being fetched. */
(function () {
  "use strict";

  const QM = window.QM;
  const SET = {
    districts: (data) => QM.setDistricts(data),
    outlines: (data) => QM.setOutlines(data),
    funding: (data) => QM.setFunding(data),
    facilities: (data) => QM.signs.setFacilities(data),
    gaps: (data) => QM.signs.setGaps(data),
  };
  const fetched = {};

  async function layers(command) {
    QM.setMeta(command.meta);
    for (const [name, url] of Object.entries(command.urls)) {
      if (fetched[name] === url) continue;
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(name + ": " + answer.status);
      const data = await answer.json();
      if (data === null) continue; // replaced since; the command with the newer one is on its way
      SET[name](data);
      fetched[name] = url;
    }
  }

  const DO = {
    layers,
    paint: (c) => QM.paint(c),
    cells: (c) => QM.showCells(c.cells),
    kind: (c) => QM.signs.showKind(c.kind),
    select: (c) => QM.select(c.id, true),
    group: (c) => QM.selectGroup(c.ids, c.label),
    gap: (c) => QM.signs.focusGap(c.id, c.go),
    facility: (c) => QM.signs.selectFacility(c.id),
    bounds: (c) => QM.focusBounds(c.bounds),
    fit: () => QM.fit(),
    view: (c) => QM.setView(c.view),
    visible: (c) => QM.setVisible(c.layer, c.shown),
    presentation: (c) => QM.setPresentation(c.on),
    hold: (c) => QM.stage.hold(c.on),
    plain: (c) => QM.stage.sayPlainly(c.legend),
    words: (c) => QM.furniture.speak(c.words),
    way: (c) => QM.answers.showWays(c.ways),
    areas: (c) => QM.answers.showAreas(c.areas),
    squares: (c) => QM.answers.showSquares(c.squares),
    square: (c) => QM.answers.chooseSquare(c.id),
    game: (c) => QM.live.game(c),
    live: (c) => QM.live.answer(c),
    ungrab: () => QM.live.cancel(),
    legend: (c) => QM.furniture.foldLegend(!c.shown, false),
    basemap: (c) => QM.setBasemap(c.source),
    look: (c) => QM.setLook(c.style, c.dark),
    point: (c) => QM.stage.point(c.at, c.spot),
    watch: (c) => QM.stage.watch(c.on),
    tool: (c) => QM.tools.use(c.name),
    drawing: (c) => QM.tools.draw(c.drawing),
    rings: (c) => QM.tools.showRings(c.rings),
    filter: (c) => QM.tools.filter(c),
    follow: (c) => QM.tools.follow(c.on),
    swipe: (c) => QM.swipe.show(c.second),
    second_cells: (c) => QM.swipe.showCells(c.cells),
    divide: (c) => QM.swipe.divide(c.at),
    mark: (c) => {
      const mark = document.getElementById("qm-mark");
      mark.hidden = c.colour === null;
      mark.style.background = c.colour || "";
    },
  };

  /* Two frames after a change the picture is there. A hidden page draws none; one that is just being hidden says so after a while. */
  async function painted(wholly = true) {
    if (wholly) await QM.idle();
    if (document.hidden) return;
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, 400);
      requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(timer); resolve(); }));
    });
  }

  if (typeof QWebChannel === "undefined") return; // a process that has followed a killed one: the window loads us again
  new QWebChannel(qt.webChannelTransport, (channel) => {
    const door = channel.objects.bridge;
    let queue = Promise.resolve();
    door.command.connect((text) => {
      for (const command of JSON.parse(text)) queue = queue.then(async () => {
        try {
          await DO[command.op](command);
          if (command.op !== "live") QM.renewTip(); // a hand that moves has none
        } catch (error) {
          console.error(command.op + ": " + error);
          door.failed(command.op + ": " + error);
        }
        const live = command.op === "live"; // its picture is drawn already; the background may still be loading
        if (live) requestAnimationFrame(() => QM.live.drawn(command.stamp));
        painted(!live).then(() => {
          if (live) QM.live.answered(command.stamp);
          door.done(command.seq);
        });
      });
    });
    QM.on("district", (id) => door.district_clicked(id));
    QM.on("facility", (id) => door.facility_clicked(id));
    QM.on("gap", (id) => door.gap_clicked(id));
    QM.on("map", (lon, lat) => door.map_clicked(lon, lat));
    QM.on("square", (id) => door.square_clicked(id));
    QM.on("grab", (id) => door.grabbed(id));
    QM.on("hand", (lon, lat, stamp) => door.hand_moved(lon, lat, stamp));
    QM.on("drop", (lon, lat) => door.dropped(lon, lat));
    QM.on("back", () => door.put_back());
    QM.on("nudge", (east, north, stamp) => door.nudged(east, north, stamp));
    QM.on("key", (name) => door.key_pressed(name));
    QM.on("way", (lon, lat) => door.way_wanted(lon, lat));
    QM.on("pointer", (lon, lat) => door.pointer_moved(lon, lat));
    QM.on("place", (lon, lat) => door.tool_placed(lon, lat));
    QM.on("end", () => door.tool_ended());
    QM.on("shape", (ring) => door.tool_shaped(JSON.stringify(ring)));
    QM.on("takeback", () => door.tool_taken_back());
    QM.on("also", (id) => door.district_added(id));
    QM.on("divider", (share) => door.divider_moved(share));
    QM.on("moving", (view) => door.view_moving(view.lon, view.lat, view.zoom));
    QM.on("legend", (shown) => door.legend_folded(shown));
    QM.on("view", (view) => door.view_changed(view.lon, view.lat, view.zoom, view.whole));
    QM.on("frame", (bounds, size) => door.frame_changed(...bounds, ...size));
    document.addEventListener("securitypolicyviolation", (event) => door.refused(event.effectiveDirective + " " + event.blockedURI));
    painted().then(() => door.ready());
  });
})();
