// SPDX-License-Identifier: Apache-2.0
// ifc_written.cpp - FILE: what IFC++ reads of a file: one line a type with the number of instances,
// then "bodies" with the number of products it has geometry of; faults on the error stream.
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <ifcpp/model/BuildingModel.h>
#include <ifcpp/reader/ReaderSTEP.h>
#include <ifcpp/geometry/Carve/GeometryConverter.h>
#include <ifcpp/IFC4/include/IfcObjectDefinition.h>

static void on_message(void *, shared_ptr<StatusCallback::Message> message)
{
    if (message->m_message_type == StatusCallback::MESSAGE_TYPE_ERROR ||
        message->m_message_type == StatusCallback::MESSAGE_TYPE_WARNING)
        std::wcerr << message->m_message_text << std::endl;
}

// Spaces are not counted, as we do not.
static bool has_body(const shared_ptr<ProductShapeData> &shape)
{
    const shared_ptr<IfcObjectDefinition> object = shape->m_ifc_object_definition.lock();
    if (!object || std::string(object->className()) == "IfcSpace") return false;
    for (const auto &representation : shape->m_vec_representations) {
        for (const auto &item : representation->m_vec_item_data) {
            if (!item->m_meshsets.empty() || !item->m_meshsets_open.empty()) return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    std::ifstream file(argv[1], std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    std::string content = text.str();
    shared_ptr<BuildingModel> model(new BuildingModel());
    ReaderSTEP reader;
    reader.setMessageCallBack(nullptr, on_message);
    reader.loadModelFromString(content, model);
    std::map<std::string, int> counts;
    for (const auto &entity : model->getMapIfcEntities()) counts[entity.second->className()]++;
    for (const auto &count : counts) std::cout << count.first << "\t" << count.second << "\n";
    GeometryConverter converter(model);
    converter.setMessageCallBack(nullptr, on_message);
    converter.convertGeometry();
    int bodies = 0;
    for (const auto &shape : converter.getShapeInputData()) bodies += has_body(shape.second);
    std::cout << "bodies\t" << bodies << "\n";
    return 0;
}
