// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/events/eventtable.h"

#include "gui/events/eventtablemodel.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

namespace tandem::gui {

namespace {

constexpr int rowPixels = 32;
constexpr double inset = 8;

} // namespace

EventDelegate::EventDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, m_theme.color(Token::AccentSoft));
    else if ((option.state & QStyle::State_MouseOver) != 0)
        painter->fillRect(option.rect, m_theme.color(Token::Shade));
    QRectF box = QRectF(option.rect).adjusted(inset, 0, -inset, 0);
    const int column = index.data(EventTableModel::TabularRole).toBool() ? EventTableModel::Time : index.column();
    if (index.column() == EventTableModel::Change) {
        const auto look = static_cast<Appearance>(index.data(EventTableModel::LookRole).toInt());
        stateglyph::paint(*painter, QRectF(box.left(), box.center().y() - 5.5, 11, 11), look, m_theme);
        box.adjust(19, 0, 0, 0);
    }
    const bool quiet = index.column() == EventTableModel::CauseColumn || index.column() == EventTableModel::Seq ||
                       index.column() == EventTableModel::ClockError || index.column() == EventTableModel::Kind;
    painter->setFont(m_theme.font(TextRole::Body));
    painter->setPen(m_theme.color(quiet ? Token::TextDim : Token::Text));
    const QString text = index.data().toString();
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
    if (column == EventTableModel::Time)
        tabular::draw(*painter, box, alignment, text);
    else
        painter->drawText(box, static_cast<int>(alignment) | Qt::TextSingleLine,
                          QFontMetricsF(painter->font()).elidedText(text, Qt::ElideRight, box.width()));
    if ((option.state & QStyle::State_HasFocus) != 0 && option.widget != nullptr && option.widget->hasFocus()) {
        painter->setPen(QPen(m_theme.color(Token::Accent), 1));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
    painter->restore();
}

EventTable::EventTable(const Theme &theme, QWidget *parent) : QTableView(parent)
{
    setItemDelegate(new EventDelegate(theme, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setTabKeyNavigation(false); // Tab leaves the table; arrows move in it
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(false);
    horizontalHeader()->setFixedHeight(rowPixels - 4);
    setAccessibleName(tr("Events"));
}

void EventTable::copySelection() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            if (!isColumnHidden(column))
                cells << row.siblingAtColumn(column).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void EventTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit activated(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace tandem::gui
