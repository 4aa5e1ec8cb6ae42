// SPDX-License-Identifier: Apache-2.0
// ifc_peer.js - ifc_peer.js MODULE ROUNDS FILE...: the same with web-ifc (npm) in Node, for the ratio: open, all meshes copied out, close.
const fs = require('fs');
const WebIFC = require(process.argv[2]);
const rounds = Number(process.argv[3]);
(async () => {
  const api = new WebIFC.IfcAPI();
  await api.Init();
  api.SetLogLevel(WebIFC.LogLevel.LOG_LEVEL_OFF);
  let sum = 0;
  for (const file of process.argv.slice(4)) {
    let best = 1e9, triangles = 0;
    for (let round = 0; round < rounds; round++) {
      const bytes = fs.readFileSync(file);
      const start = performance.now();
      const model = api.OpenModel(bytes);
      triangles = 0;
      api.StreamAllMeshes(model, (mesh) => {
        for (let i = 0; i < mesh.geometries.size(); i++) {
          const geometry = api.GetGeometry(model, mesh.geometries.get(i).geometryExpressID);
          api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
          triangles += api.GetIndexArray(geometry.GetIndexData(), geometry.GetIndexDataSize()).length / 3;
          geometry.delete();
        }
      });
      api.CloseModel(model);
      best = Math.min(best, performance.now() - start);
    }
    console.log(file.split('/').pop().padEnd(44), best.toFixed(2).padStart(9), 'ms,', triangles, 'triangles');
    sum += best;
  }
  console.log('sum_ms', sum.toFixed(2));
  console.log('peak_rss_mb', Math.round(process.resourceUsage().maxRSS / 1024));
})();
