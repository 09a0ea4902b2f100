// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <QSortFilterProxyModel>
#include <cstdint>
#include <optional>

namespace tandem::gui {

/// Events by text (in any column), node, kind and time; each may be left open. Rows keep the order of their times.
class EventFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit EventFilter(QObject *parent = nullptr);

    void setText(const QString &text);
    void setNode(const QString &node); ///< empty: all
    void setKind(std::optional<model::EventKind> kind);
    void setRange(std::int64_t beginNs, std::int64_t endNs);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_text;
    QString m_node;
    std::optional<model::EventKind> m_kind;
    std::optional<std::pair<std::int64_t, std::int64_t>> m_range;
};

} // namespace tandem::gui
