// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionport.h"
#include "gui/actions/actionrequest.h"
#include "gui/actions/actiontext.h"
#include "gui/clustersource.h"

#include <QObject>
#include <QString>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace tandem::gui {

/// Where actions are asked for: it knows whether they may be, sends each once, and tells how it went. Read-only until
/// a person turns that off, and again with each cluster that is opened.
class ActionDesk : public QObject
{
    Q_OBJECT

public:
    enum class Stage : std::uint8_t { UnderWay, Done, Failed };
    Q_ENUM(Stage)

    using QObject::QObject;

    /// Both must outlive the next call of open() or close(). `whom`: see ActionText::confirmation.
    void open(const ClusterSource &source, ActionPort &port, const QString &whom);
    void close();
    bool isOpen() const { return m_port != nullptr; }

    bool isReadOnly() const { return m_readOnly; }
    void setReadOnly(bool readOnly);

    /// Nothing: it may be asked for.
    std::optional<ActionObstacle> obstacle(ActionKind kind, int nodeIndex) const;
    ActionText::Confirmation confirmation(const ActionRequest &request) const;
    /// Looks once more whether it may be asked for: time has passed since a person began. False: it may not, and
    /// nothing was sent.
    bool carryOut(const ActionRequest &request);

signals:
    void changed(); ///< what may be asked for
    void told(const QString &node, tandem::gui::ActionDesk::Stage stage, const tandem::gui::ActionText::Outcome &words);

private:
    void onAnswer(const ActionRequest &request, const Result<void> &answer);

    const ClusterSource *m_source = nullptr;
    ActionPort *m_port = nullptr;
    QString m_whom;
    bool m_readOnly = true;
    std::set<std::string> m_underWay; ///< nodes
    std::uint64_t m_opened = 0;       ///< clusters: tells a late answer of an earlier one
};

} // namespace tandem::gui
