// SPDX-License-Identifier: Apache-2.0
// asset_type.c - what people call the types of IFC.
// Source of the words: GB/T 51447 and GB/T 51269 where they name the thing, else usage.
#include "assets/asset_type.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    IfcType type;
    const char *name, *other; // other: one more word for it; NULL = none
} AssetTypeRow;

// One row a type; the first name is shown.
static const AssetTypeRow rows[] = {
    { IFCPROJECT, "项目", "工程" },
    { IFCSITE, "场地", NULL },
    { IFCBUILDING, "建筑", "建筑物" },
    { IFCBUILDINGSTOREY, "楼层", NULL },
    { IFCSPACE, "空间", "房间" },
    { IFCSPATIALZONE, "空间分区", NULL },
    { IFCFACILITY, "设施", NULL },
    { IFCBRIDGE, "桥梁", "桥" },
    { IFCROAD, "道路", NULL },
    { IFCRAILWAY, "铁路", NULL },
    { IFCMARINEFACILITY, "港口设施", "港工设施" },
    { IFCFACILITYPART, "设施分部", NULL },
    { IFCWALL, "墙", "墙体" },
    { IFCCURTAINWALL, "幕墙", NULL },
    { IFCDOOR, "门", NULL },
    { IFCWINDOW, "窗", "窗户" },
    { IFCSLAB, "板", "楼板" },
    { IFCROOF, "屋顶", "屋面" },
    { IFCCOLUMN, "柱", "柱子" },
    { IFCBEAM, "梁", NULL },
    { IFCMEMBER, "杆件", "构件" },
    { IFCPLATE, "板材", NULL },
    { IFCSTAIR, "楼梯", NULL },
    { IFCSTAIRFLIGHT, "梯段", NULL },
    { IFCRAMP, "坡道", NULL },
    { IFCRAMPFLIGHT, "坡道段", NULL },
    { IFCRAILING, "栏杆", "扶手" },
    { IFCCOVERING, "面层", "饰面" },
    { IFCFOOTING, "基础", NULL },
    { IFCPILE, "桩", NULL },
    { IFCCHIMNEY, "烟囱", NULL },
    { IFCSHADINGDEVICE, "遮阳", NULL },
    { IFCBEARING, "支座", NULL },
    { IFCBUILDINGELEMENTPROXY, "代理构件", NULL },
    { IFCBUILDINGELEMENTPART, "构件分部", NULL },
    { IFCELEMENTASSEMBLY, "组合构件", NULL },
    { IFCELEMENTCOMPONENT, "零件", NULL },
    { IFCOPENINGELEMENT, "洞口", "开洞" },
    { IFCVIRTUALELEMENT, "虚拟构件", NULL },
    { IFCREINFORCINGBAR, "钢筋", NULL },
    { IFCREINFORCINGMESH, "钢筋网", NULL },
    { IFCTENDON, "预应力筋", NULL },
    { IFCFASTENER, "连接件", NULL },
    { IFCMECHANICALFASTENER, "紧固件", "螺栓" },
    { IFCFURNISHINGELEMENT, "家具", NULL },
    { IFCTRANSPORTELEMENT, "运输设备", "电梯" },
    { IFCGEOGRAPHICELEMENT, "地理要素", NULL },
    { IFCCIVILELEMENT, "土木构件", NULL },
    { IFCPAVEMENT, "路面", NULL },
    { IFCKERB, "路缘石", NULL },
    { IFCCOURSE, "结构层", NULL },
    { IFCSIGN, "标志", "标志牌" },
    { IFCALIGNMENT, "线位", "路线" },
    { IFCEARTHWORKSFILL, "填方", NULL },
    { IFCEARTHWORKSCUT, "挖方", NULL },
    { IFCRAIL, "钢轨", NULL },
    { IFCTRACKELEMENT, "轨道构件", NULL },
    { IFCMOORINGDEVICE, "系泊设备", NULL },
    { IFCNAVIGATIONELEMENT, "助航设施", NULL },
    { IFCDISTRIBUTIONELEMENT, "机电构件", "机电" },
    { IFCFLOWSEGMENT, "管线", "管段" },
    { IFCPIPESEGMENT, "管道", "水管" },
    { IFCDUCTSEGMENT, "风管", NULL },
    { IFCCABLECARRIERSEGMENT, "桥架", "电缆桥架" },
    { IFCCABLESEGMENT, "电缆", NULL },
    { IFCFLOWFITTING, "管件", NULL },
    { IFCPIPEFITTING, "水管件", NULL },
    { IFCDUCTFITTING, "风管件", NULL },
    { IFCCABLECARRIERFITTING, "桥架配件", NULL },
    { IFCFLOWCONTROLLER, "流量控制", NULL },
    { IFCVALVE, "阀门", "阀" },
    { IFCDAMPER, "风阀", NULL },
    { IFCSWITCHINGDEVICE, "开关", NULL },
    { IFCPROTECTIVEDEVICE, "保护装置", NULL },
    { IFCELECTRICDISTRIBUTIONBOARD, "配电箱", "配电柜" },
    { IFCFLOWMETER, "流量计", NULL },
    { IFCFLOWMOVINGDEVICE, "输送设备", NULL },
    { IFCPUMP, "水泵", "泵" },
    { IFCFAN, "风机", NULL },
    { IFCCOMPRESSOR, "压缩机", NULL },
    { IFCFLOWSTORAGEDEVICE, "储存设备", NULL },
    { IFCTANK, "水箱", "储罐" },
    { IFCFLOWTREATMENTDEVICE, "处理设备", NULL },
    { IFCFILTER, "过滤器", NULL },
    { IFCENERGYCONVERSIONDEVICE, "能量转换设备", NULL },
    { IFCBOILER, "锅炉", NULL },
    { IFCCHILLER, "冷水机组", NULL },
    { IFCCOOLINGTOWER, "冷却塔", NULL },
    { IFCHEATEXCHANGER, "换热器", NULL },
    { IFCUNITARYEQUIPMENT, "空调机组", NULL },
    { IFCTRANSFORMER, "变压器", NULL },
    { IFCELECTRICMOTOR, "电动机", NULL },
    { IFCELECTRICGENERATOR, "发电机", NULL },
    { IFCSOLARDEVICE, "太阳能设备", NULL },
    { IFCFLOWTERMINAL, "末端", NULL },
    { IFCAIRTERMINAL, "风口", NULL },
    { IFCSANITARYTERMINAL, "卫生器具", "洁具" },
    { IFCLIGHTFIXTURE, "灯具", "灯" },
    { IFCOUTLET, "插座", NULL },
    { IFCSPACEHEATER, "散热器", "暖气片" },
    { IFCFIRESUPPRESSIONTERMINAL, "消防末端", "喷头" },
    { IFCELECTRICAPPLIANCE, "电器", NULL },
    { IFCMEDICALDEVICE, "医疗设备", NULL },
    { IFCCOMMUNICATIONSAPPLIANCE, "通信设备", NULL },
    { IFCAUDIOVISUALAPPLIANCE, "视听设备", "摄像机" },
    { IFCDISTRIBUTIONCONTROLELEMENT, "控制构件", NULL },
    { IFCSENSOR, "传感器", NULL },
    { IFCALARM, "报警器", NULL },
    { IFCACTUATOR, "执行器", NULL },
    { IFCCONTROLLER, "控制器", NULL },
    { IFCPORT, "端口", NULL },
    { IFCSYSTEM, "系统", NULL },
    { IFCZONE, "分区", NULL },
    { IFCGROUP, "组", NULL },
    { IFCGRID, "轴网", NULL },
    { IFCANNOTATION, "标注", NULL },
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const char *asset_type_zh(const IfcSchemaTable *t, IfcType type)
{
    for (; type > IFC_TYPE_NONE; type = (IfcType)t->super[type]) {
        for (int i = 0; i < ROW_COUNT; i++)
            if (rows[i].type == type) return rows[i].name;
    }
    return "";
}

IfcType asset_type_named(const char *word)
{
    char longer[80];
    const size_t length = strlen(word);
    const IfcType type = ifc_schema_find(word, length);
    if (type || length > 60) return type;
    for (int i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, word) == 0 || (rows[i].other && strcmp(rows[i].other, word) == 0))
            return rows[i].type;
    }
    snprintf(longer, sizeof longer, "Ifc%s", word);
    return ifc_schema_find(longer, strlen(longer));
}
