// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/servertable.h"

#include "gui/tabulartext.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

namespace tandem::gui {

namespace {

constexpr int rowPixels = 28;
constexpr int mostRows = 6;

class ServerDelegate : public QStyledItemDelegate
{
public:
    ServerDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if ((option.state & QStyle::State_Selected) != 0 && option.widget != nullptr && option.widget->hasFocus())
            painter->fillRect(option.rect, m_theme.color(Token::AccentSoft));
        const QString text = index.data().toString();
        const bool enabled = (option.state & QStyle::State_Enabled) != 0;
        const bool down = index.column() == ServerTableModel::State && !text.contains(QLatin1String("Running"));
        painter->setFont(m_theme.font(TextRole::Body));
        painter->setPen(m_theme.color(!enabled ? Token::TextDim : down ? Token::FaultText : Token::Text));
        const QRectF box(option.rect);
        const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
        if ((alignment & Qt::AlignRight) != 0)
            tabular::draw(*painter, box, alignment, text);
        else
            painter->drawText(box, static_cast<int>(alignment) | Qt::TextSingleLine,
                              QFontMetricsF(painter->font()).elidedText(text, Qt::ElideRight, box.width() - 6));
        painter->restore();
    }

private:
    const Theme &m_theme;
};

} // namespace

ServerTable::ServerTable(const Theme &theme, QWidget *parent) : QTableView(parent), m_model(new ServerTableModel(this))
{
    setModel(m_model);
    setProperty("role", QStringLiteral("flat"));
    setItemDelegate(new ServerDelegate(theme, this));
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    QHeaderView *header = horizontalHeader();
    header->setFixedHeight(rowPixels - 4);
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setMinimumSectionSize(44);
    header->setSectionResizeMode(ServerTableModel::Name, QHeaderView::Interactive);
    header->setSectionResizeMode(ServerTableModel::State, QHeaderView::Stretch);
    header->resizeSection(ServerTableModel::Name, 140);
    header->setSectionResizeMode(ServerTableModel::Connections, QHeaderView::Fixed);
    header->resizeSection(ServerTableModel::Connections, 90);
    header->setSectionResizeMode(ServerTableModel::Lag, QHeaderView::Fixed);
    header->resizeSection(ServerTableModel::Lag, 64);
    setAccessibleName(tr("Database servers as this MaxScale sees them"));
}

void ServerTable::setServers(const std::vector<model::ServerStatus> &servers)
{
    const int before = m_model->rowCount();
    m_model->setServers(servers);
    if (before != m_model->rowCount())
        updateGeometry();
}

void ServerTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    horizontalHeader()->resizeSection(ServerTableModel::Name, std::clamp(width() / 4, 90, 160));
    setColumnHidden(ServerTableModel::Connections, width() < 400);
}

QSize ServerTable::sizeHint() const
{
    const int rows = std::clamp(m_model->rowCount(), 1, mostRows);
    return {320, rowPixels - 4 + rows * rowPixels + 2};
}

QSize ServerTable::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

} // namespace tandem::gui
