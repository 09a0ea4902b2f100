// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/events/eventspage.h"

#include "events/ui_eventspage.h"
#include "gui/events/eventfilter.h"
#include "gui/events/eventtable.h"
#include "gui/events/eventtablemodel.h"
#include "gui/eventtext.h"
#include "gui/format.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QShortcut>

namespace tandem::gui {

EventsPage::EventsPage(const ClusterSource &source, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_source(source), m_ui(std::make_unique<Ui::EventsPage>()),
      m_model(new EventTableModel(source, this)), m_filter(new EventFilter(this)), m_table(new EventTable(theme))
{
    m_ui->setupUi(this);
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_ui->cardColumn->insertWidget(0, m_table, 1);
    const int widths[] = {190, 0, 76, 96, 84, 74, 196, 300, 180, 56};
    for (int column = 0; column < EventTableModel::columns; ++column)
        m_table->setColumnWidth(column, widths[column]);
    m_table->setColumnHidden(EventTableModel::TimeOfDay, true);
    m_table->horizontalHeader()->setSectionResizeMode(EventTableModel::Reason, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(48);

    setFocusProxy(m_table);
    fillFilters();
    connect(m_ui->search, &QLineEdit::textChanged, m_filter, &EventFilter::setText);
    connect(m_ui->node, &QComboBox::currentIndexChanged, this,
            [this] { m_filter->setNode(m_ui->node->currentData().toString()); });
    connect(m_ui->kind, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant kind = m_ui->kind->currentData();
        m_filter->setKind(kind.isValid() ? std::optional(static_cast<model::EventKind>(kind.toInt())) : std::nullopt);
    });
    connect(m_ui->copy, &QPushButton::clicked, m_table, &EventTable::copySelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_ui->copy->setEnabled(m_table->selectionModel()->hasSelection()); });
    m_ui->copy->setEnabled(false);
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_ui->search, [this] {
        m_ui->search->setFocus(Qt::ShortcutFocusReason);
        m_ui->search->selectAll();
    });
    const auto activate = [this](const QModelIndex &index) {
        if (index.isValid())
            emit eventActivated(m_filter->mapToSource(index).row());
    };
    connect(m_table, &QTableView::activated, this, activate);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &EventsPage::updateCount);
    connect(&source, &ClusterSource::settledChanged, this, &EventsPage::updateCount);
    // Newest events stand at the end: stay there while a person has not scrolled away.
    connect(m_filter, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        const QScrollBar *bar = m_table->verticalScrollBar();
        keepAtEnd(bar->value() >= bar->maximum() - 2);
    });
    keepAtEnd(true);
    updateCount();
}

EventsPage::~EventsPage() = default;

void EventsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The reason is what people read: it gets the room before what merely completes it.
    m_table->setColumnHidden(EventTableModel::CauseColumn, width() < 1120);
    m_table->setColumnHidden(EventTableModel::Seq, width() < 960);
    m_table->setColumnHidden(EventTableModel::ClockError, width() < 960);
}

void EventsPage::keepAtEnd(bool atEnd)
{
    if (atEnd)
        QMetaObject::invokeMethod(m_table, &QTableView::scrollToBottom, Qt::QueuedConnection);
}

void EventsPage::fillFilters()
{
    m_ui->node->addItem(tr("All nodes"), QString());
    for (const config::Node &node : m_source.cluster().nodes)
        m_ui->node->addItem(QString::fromStdString(node.name), QString::fromStdString(node.name));
    m_ui->kind->addItem(tr("All kinds"));
    for (int kind = 0; kind <= static_cast<int>(model::EventKind::Helper); ++kind)
        m_ui->kind->addItem(EventText::kind(static_cast<model::EventKind>(kind)), kind);
}

void EventsPage::updateCount()
{
    const int all = m_model->rowCount();
    const int shown = m_filter->rowCount();
    m_ui->headline->setText(shown == all ? tr("%n event(s)", nullptr, all)
                                         : tr("%1 of %2 events").arg(Format::amount(shown), Format::amount(all)));
    m_table->setVisible(shown > 0);
    m_ui->empty->setVisible(shown == 0);
    if (all > 0)
        m_ui->empty->setText(tr("No event matches. Clear the text, or choose all nodes and all kinds."));
    else if (!m_source.settled())
        m_ui->empty->setText(tr("Fetching what the helpers wrote down…"));
    else
        m_ui->empty->setText(
            tr("Nothing has happened yet. State changes, VIP moves, health and mode changes of all nodes "
               "appear here, each with its cause."));
}

} // namespace tandem::gui
