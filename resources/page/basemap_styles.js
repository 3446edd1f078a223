window.QM_STYLES = {
  "light": {
    "ground": "#f7f6f3", "dark": false, "fill": 0.6,
    "areas": {"farmland": "#f4f1e6", "residential": "#eeedea", "industrial": "#e7e4e6", "school": "#efe8dc", "square": "#f6f4f0", "forest": "#d0e0c3", "green": "#dfead4"},
    "water": "#b3d0e2",
    "building": ["#dcd8d2", "#c9c4bc"],
    "roads": {"service": ["#dad7d2", "#ffffff"], "minor": ["#d3d0ca", "#ffffff"], "major": ["#c8c1b6", "#fdf8ec"], "motorway": ["#bfb09a", "#f7e8cb"]},
    "path": "#b7a994", "steps": "#a39580", "rail": ["#a9a7a5", "#ffffff"],
    "text": {"place": "#39434d", "major": "#4c4a45", "minor": "#5a5852", "water": "#2f5e7a", "green": "#44603a"},
    "halo": "#ffffff", "haloWidth": 2.4, "size": 1,
    "line": ["#59636e", 0.75], "outline": [["#ffffff", 0.4], ["#39434d", 0.85]],
    "hatch": ["#f4f4f4", "#7b8794"]
  },
  "dark": {
    "ground": "#1c2127", "dark": true, "fill": 0.55,
    "areas": {"farmland": "#20261f", "residential": "#252a31", "industrial": "#2a2a31", "school": "#2e2b2a", "square": "#2b2f35", "forest": "#1f2e23", "green": "#243327"},
    "water": "#16384e",
    "building": ["#343b44", "#414a54"],
    "roads": {"service": ["#14181d", "#4a535d"], "minor": ["#14181d", "#56606b"], "major": ["#14181d", "#77746a"], "motorway": ["#14181d", "#94805a"]},
    "path": "#6f6a5f", "steps": "#8a8272", "rail": ["#6d757e", "#1c2127"],
    "text": {"place": "#eef2f6", "major": "#dfe3e7", "minor": "#cfd5da", "water": "#9fd0ee", "green": "#b4d4ab"},
    "halo": "#14181d", "haloWidth": 2.2, "size": 1,
    "line": ["#c3ccd5", 0.7], "outline": [["#0d1116", 0.6], ["#eef2f6", 0.9]],
    "hatch": ["#3a424b", "#a9b4bf"]
  },
  "contrast": {
    "ground": "#ffffff", "dark": false, "fill": 0.6,
    "areas": {"industrial": "#f0f0f0", "school": "#f6f2ea", "forest": "#cfe6c0", "green": "#dcefd0"},
    "water": "#8ec3e6",
    "building": ["#d2d2d2", "#8f8f8f"],
    "roads": {"service": ["#8c8c8c", "#ffffff"], "minor": ["#707070", "#ffffff"], "major": ["#4f4f4f", "#fff3c4"], "motorway": ["#333333", "#ffd98a"]},
    "path": "#8a7a60", "steps": "#6b5c45", "rail": ["#3d3d3d", "#ffffff"],
    "text": {"place": "#000000", "major": "#111111", "minor": "#222222", "water": "#0b3f66", "green": "#1f4d12"},
    "halo": "#ffffff", "haloWidth": 3, "size": 1.15,
    "line": ["#1d252c", 0.9], "outline": [["#ffffff", 0.7], ["#000000", 1]],
    "hatch": ["#ffffff", "#4f5a64"]
  }
};
