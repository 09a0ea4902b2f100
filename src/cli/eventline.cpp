// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/eventline.h"

#include "cli/times.h"
#include "rpc/modeljson.h"

#include <QJsonDocument>
#include <array>

namespace tandem::cli {

namespace {

std::string changeOf(const model::Event &event)
{
    if (event.from.empty() || event.to.empty())
        return event.from + event.to;
    return event.from + " -> " + event.to;
}

} // namespace

std::vector<std::string> eventHeadings()
{
    return {"TIME", "NODE", "SEQ", "KIND", "INSTANCE", "CHANGE", "REASON"};
}

std::vector<std::string> eventCells(const model::Event &event)
{
    return {
        timeText(event.timeNs), event.node,  std::to_string(event.seq), std::string(nameOf(event.kind)), event.instance,
        changeOf(event),        event.reason};
}

std::string eventLine(const model::Event &event)
{
    constexpr std::array<std::size_t, 7> widths{23, 12, 6, 6, 8, 16, 0};
    const auto cells = eventCells(event);
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = cells[i].empty() ? "-" : printable(cells[i]);
        line += cell;
        if (i + 1 < cells.size())
            line.append(2 + (widths[i] > widthOf(cell) ? widths[i] - widthOf(cell) : 0), ' ');
    }
    return line;
}

std::string eventJson(const model::Event &event)
{
    return QJsonDocument(rpc::toJson(event)).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace tandem::cli
