// SPDX-License-Identifier: Apache-2.0
// ifc_written.js - MODULE FILE TYPE...: what web-ifc (npm) reads of a file: one line a type with
// the number of instances, then "bodies" with the number of products it has triangles of.
const fs = require('fs');
const WebIFC = require(process.argv[2]);
(async () => {
    const api = new WebIFC.IfcAPI();
    await api.Init();
    api.SetLogLevel(WebIFC.LogLevel.LOG_LEVEL_ERROR);
    const model = api.OpenModel(fs.readFileSync(process.argv[3]));
    for (const name of process.argv.slice(4))
        console.log(`${name}\t${api.GetLineIDsWithType(model, WebIFC[name]).size()}`);
    let bodies = 0;
    const see = (mesh) => {
        let triangles = 0;
        for (let i = 0; i < mesh.geometries.size(); i++) {
            const geometry = api.GetGeometry(model, mesh.geometries.get(i).geometryExpressID);
            triangles += geometry.GetIndexDataSize() / 3;
            geometry.delete();
        }
        bodies += triangles > 0;
    };
    api.StreamAllMeshes(model, see);
    console.log(`bodies\t${bodies}`);
})();
