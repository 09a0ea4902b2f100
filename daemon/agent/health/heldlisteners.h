// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/health/heldconnection.h"
#include "daemon/agent/health/listenermap.h"

#include <QHostAddress>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace tandem::agent {

/// A held connection to each listener that takes one that stays.
class HeldListeners : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Those that stay where they are keep their connection.
    void arrange(const std::vector<ListenerPlace> &places);

signals:
    void lost();    ///< one was held, and ended
    void refused(); ///< nobody listens at one of them; again after each try

private:
    struct Held
    {
        QHostAddress address;
        std::unique_ptr<HeldConnection> connection;
    };
    void hold(const ListenerPlace &place);

    std::map<std::uint16_t, Held> m_held; ///< by port
};

} // namespace tandem::agent
