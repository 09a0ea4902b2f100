// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/vocabulary.h"

#include "config/tablereader.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace tandem::keepalived {

namespace {

constexpr auto idle = RemarkKind::NoEffect;
constexpr auto lost = RemarkKind::NotCarried;

constexpr Fate mail{lost, "Tandem sends no mail", "let an alert on its metrics or its events do it"};
constexpr Fate snmp{lost, "Tandem has no SNMP and no D-Bus", "its metrics are for Prometheus"};
constexpr Fate pacing{idle, "Tandem announces its addresses at a pace of its own, and again", ""};
constexpr Fate process{idle, "it is about Keepalived's own processes", ""};
constexpr Fate filter{idle, "Tandem's fence has a table of its own, and needs no setting", ""};
constexpr Fate balancing{lost, "Tandem does not balance load (IPVS)",
                         "keep it in a keepalived.conf that has no vrrp_instance"};
constexpr Fate routes{lost, "Tandem moves addresses, not routes and rules", "let the [notify] script set them"};
constexpr Fate fixedAddresses{lost, "Tandem leaves addresses and routes that do not move to the system",
                              "configure it where the interface is configured"};
constexpr Fate bfd{lost, "Tandem has no BFD", "a track_interface sees a link that is down; a check sees the rest"};
constexpr Fate vmac{lost, "Tandem answers with the interface's own hardware address, and announces it",
                    "nothing, unless somebody holds the virtual one in a static ARP entry"};
constexpr Fate fifo{lost, "Tandem has no notify FIFO", "read `tandemctl watch --json` instead"};
constexpr Fate stateScript{lost, "Tandem calls one script for all states",
                           "write one that looks at its third word, and name it in [notify] script"};
constexpr Fate multicast{lost, "Tandem sends to the groups of the RFC alone (224.0.0.18, ff02::12)",
                         "set unicast = true, or give all routers the RFC's group"};
constexpr Fate always{idle, "Tandem does so always", ""};
constexpr Fate conform{idle, "Tandem follows the RFC as it is", ""};
constexpr Fate strict{lost, "Tandem knows no strict mode: VIPs can be reached, and PASS and unicast stay",
                      "nothing; on Keepalived's hosts it makes a VIP unreachable that is no address owner's"};
constexpr Fate groupWeight{lost, "a check's weight counts for each member of a group by itself",
                           "give all members the same checks"};
constexpr Fate linkbeat{idle, "Tandem hears of a link from the kernel", ""};
constexpr Fate names{lost, "Tandem runs in the namespace in which it is started",
                     "say NetworkNamespacePath= in its unit"};
constexpr Fate scriptUser{idle, "Tandem runs scripts as its own user, without privileges", ""};
constexpr Fate unitScript{lost, "Tandem starts no script of its own when it starts or stops",
                          "let its systemd unit do it (ExecStartPre=, ExecStopPost=)"};
constexpr Fate processDetail{lost, "a check of kind \"process\" asks whether one with this name runs",
                             "write a check of kind \"script\" where that is not enough"};
constexpr Fate fileDetail{lost, "Tandem only reads the file", "write it before tandem-agent starts"};
constexpr Fate ownInterface{lost, "Tandem goes to FAULT when the instance's own interface is down",
                            "nothing: nobody could hear its adverts"};
constexpr Fate accepts{lost, "Tandem's owner answers for the VIP, whatever its priority",
                       "nothing: clients of a MaxScale want it"};
constexpr Fate carried{RemarkKind::Changed, "", ""}; ///< read into the model

struct Entry
{
    std::string_view name;
    const Fate *fate;
};

constexpr Entry topWords[] = {
    {"global_defs", &carried},
    {"vrrp_script", &carried},
    {"vrrp_track_process", &carried},
    {"track_process", &carried},
    {"track_file", &carried},
    {"vrrp_track_file", &carried},
    {"vrrp_sync_group", &carried},
    {"vrrp_instance", &carried},
    {"virtual_server", &balancing},
    {"virtual_server_group", &balancing},
    {"SSL", &balancing},
    {"bfd_instance", &bfd},
    {"static_ipaddress", &fixedAddresses},
    {"static_routes", &fixedAddresses},
    {"static_rules", &fixedAddresses},
    {"track_group", &fixedAddresses},
    {"garp_group", &pacing},
    {"linkbeat_interfaces", &linkbeat},
    {"interface_up_down_delays", &linkbeat},
    {"net_namespace", &names},
    {"net_namespace_ipvs", &balancing},
    {"namespace_with_ipsets", &filter},
    {"instance", &process},
    {"use_pid_dir", &process},
    {"linkbeat_use_polling", &linkbeat},
    {"child_wait_time", &process},
    {"local_address_group", &balancing},
};

constexpr Entry globalWords[] = {
    {"router_id", &carried},
    {"vrrp_version", &carried},
    {"vrrp_startup_delay", &carried},
    {"enable_script_security", &scriptUser},
    {"script_user", &scriptUser},
    {"notification_email", &mail},
    {"notification_email_from", &mail},
    {"smtp_server", &mail},
    {"smtp_helo_name", &mail},
    {"helo_name", &mail},
    {"smtp_connect_timeout", &mail},
    {"smtp_alert", &mail},
    {"smtp_alert_vrrp", &mail},
    {"smtp_alert_checker", &mail},
    {"checker_log_all_failures", &balancing},
    {"no_email_faults", &mail},
    {"no_checker_emails", &mail},
    {"email_faults", &mail},
    {"lvs_id", &balancing},
    {"lvs_sync_daemon", &balancing},
    {"lvs_timeouts", &balancing},
    {"lvs_flush", &balancing},
    {"lvs_flush_on_stop", &balancing},
    {"lvs_flush_onstop", &balancing},
    {"rs_init_notifies", &balancing},
    {"vrrp_mcast_group4", &multicast},
    {"vrrp_mcast_group6", &multicast},
    {"default_interface", &fixedAddresses},
    {"vrrp_garp_master_delay", &pacing},
    {"vrrp_garp_master_repeat", &pacing},
    {"vrrp_garp_lower_prio_delay", &pacing},
    {"vrrp_garp_lower_prio_repeat", &pacing},
    {"vrrp_garp_master_refresh", &pacing},
    {"vrrp_garp_master_refresh_repeat", &pacing},
    {"vrrp_garp_interval", &pacing},
    {"vrrp_gna_interval", &pacing},
    {"vrrp_min_garp", &pacing},
    {"vrrp_garp_extra_if", &pacing},
    {"vrrp_down_timer_adverts", &conform},
    {"vrrp_lower_prio_no_advert", &conform},
    {"vrrp_higher_prio_send_advert", &conform},
    {"nftables", &filter},
    {"nftables_priority", &filter},
    {"nftables_counters", &filter},
    {"nftables_ifindex", &filter},
    {"nftables_ipvs", &balancing},
    {"nftables_ipvs_priority", &balancing},
    {"nftables_ipvs_start_fwmark", &balancing},
    {"vrrp_iptables", &filter},
    {"vrrp_ipsets", &filter},
    {"disable_local_igmp", &filter},
    {"vrrp_check_unicast_src", &always},
    {"vrrp_skip_check_adv_addr", &always},
    {"vrrp_strict", &strict},
    {"vrrp_notify_priority_changes", &stateScript},
    {"max_auto_priority", &process},
    {"min_auto_priority_delay", &process},
    {"vrrp_priority", &process},
    {"checker_priority", &process},
    {"bfd_priority", &process},
    {"vrrp_no_swap", &process},
    {"checker_no_swap", &process},
    {"bfd_no_swap", &process},
    {"vrrp_cpu_affinity", &process},
    {"checker_cpu_affinity", &process},
    {"bfd_cpu_affinity", &process},
    {"vrrp_rt_priority", &process},
    {"checker_rt_priority", &process},
    {"bfd_rt_priority", &process},
    {"vrrp_rlimit_rttime", &process},
    {"checker_rlimit_rttime", &process},
    {"bfd_rlimit_rttime", &process},
    {"vrrp_rlimit_rtime", &process},
    {"snmp_socket", &snmp},
    {"enable_snmp_vrrp", &snmp},
    {"enable_snmp_keepalived", &snmp},
    {"enable_snmp_checker", &snmp},
    {"enable_snmp_rfc", &snmp},
    {"enable_snmp_rfcv2", &snmp},
    {"enable_snmp_rfcv3", &snmp},
    {"enable_traps", &snmp},
    {"enable_dbus", &snmp},
    {"dbus_service_name", &snmp},
    {"notify_fifo", &fifo},
    {"notify_fifo_script", &fifo},
    {"vrrp_notify_fifo", &fifo},
    {"vrrp_notify_fifo_script", &fifo},
    {"lvs_notify_fifo", &balancing},
    {"lvs_notify_fifo_script", &balancing},
    {"fifo_write_vrrp_states_on_reload", &fifo},
    {"dynamic_interfaces", &always},
    {"vrrp_netlink_cmd_rcv_bufs", &process},
    {"vrrp_netlink_monitor_rcv_bufs", &process},
    {"lvs_netlink_cmd_rcv_bufs", &process},
    {"lvs_netlink_monitor_rcv_bufs", &process},
    {"process_monitor_rcv_bufs", &process},
    {"vrrp_rx_bufs_policy", &process},
    {"vrrp_rx_bufs_multiplier", &process},
    {"umask", &process},
    {"log_unknown_vrids", &always},
    {"vmac_prefix", &vmac},
    {"vmac_addr_prefix", &vmac},
    {"random_seed", &process},
    {"reload_check_config", &process},
    {"include_check", &process},
    {"reload_time_file", &process},
    {"reload_repeat", &process},
    {"reload_file", &process},
    {"data_use_instance", &process},
    {"process_names", &process},
    {"tmp_config_directory", &process},
    {"process_name", &process},
    {"vrrp_process_name", &process},
    {"checker_process_name", &process},
    {"bfd_process_name", &process},
    {"config_save_dir", &process},
    {"startup_script", &unitScript},
    {"startup_script_timeout", &unitScript},
    {"shutdown_script", &unitScript},
    {"shutdown_script_timeout", &unitScript},
};

constexpr Entry scriptWords[] = {
    {"script", &carried}, {"interval", &carried}, {"timeout", &carried},   {"weight", &carried},
    {"rise", &carried},   {"fall", &carried},     {"init_fail", &carried}, {"user", &scriptUser},
};

constexpr Entry processWords[] = {
    {"process", &carried},
    {"weight", &carried},
    {"quorum", &carried},
    {"quorum_max", &processDetail},
    {"param_match", &processDetail},
    {"fork_delay", &processDetail},
    {"terminate_delay", &processDetail},
    {"delay", &processDetail},
    {"full_command", &processDetail},
};

constexpr Entry fileWords[] = {
    {"file", &carried},
    {"weight", &carried},
    {"init_file", &fileDetail},
};

constexpr Entry groupWords[] = {
    {"group", &carried},
    {"track_script", &carried},
    {"track_interface", &carried},
    {"track_file", &carried},
    {"track_process", &carried},
    {"notify", &carried},
    {"track_bfd", &bfd},
    {"notify_master", &stateScript},
    {"notify_backup", &stateScript},
    {"notify_fault", &stateScript},
    {"notify_stop", &stateScript},
    {"notify_deleted", &stateScript},
    {"notify_priority_changes", &stateScript},
    {"smtp_alert", &mail},
    {"global_tracking", &groupWeight},
    {"sync_group_tracking_weight", &groupWeight},
};

constexpr Entry instanceWords[] = {
    {"state", &carried},
    {"interface", &carried},
    {"virtual_router_id", &carried},
    {"priority", &carried},
    {"advert_int", &carried},
    {"version", &carried},
    {"authentication", &carried},
    {"virtual_ipaddress", &carried},
    {"virtual_ipaddress_excluded", &carried},
    {"unicast_src_ip", &carried},
    {"mcast_src_ip", &carried},
    {"unicast_peer", &carried},
    {"nopreempt", &carried},
    {"preempt", &carried},
    {"preempt_delay", &carried},
    {"track_interface", &carried},
    {"track_script", &carried},
    {"track_file", &carried},
    {"track_process", &carried},
    {"notify", &carried},
    {"notify_master", &stateScript},
    {"notify_backup", &stateScript},
    {"notify_fault", &stateScript},
    {"notify_stop", &stateScript},
    {"notify_deleted", &stateScript},
    {"notify_master_rx_lower_pri", &stateScript},
    {"notify_priority_changes", &stateScript},
    {"smtp_alert", &mail},
    {"virtual_routes", &routes},
    {"virtual_rules", &routes},
    {"promote_secondaries", &routes},
    {"vrf", &routes},
    {"use_vmac", &vmac},
    {"use_vmac_addr", &vmac},
    {"use_ipvlan", &vmac},
    {"vmac_xmit_base", &vmac},
    {"native_ipv6", &conform},
    {"dont_track_primary", &ownInterface},
    {"skip_check_adv_addr", &always},
    {"check_unicast_src", &always},
    {"unicast_fault_no_peer", &conform},
    {"unicast_ttl", &conform},
    {"old_unicast_checksum", &conform},
    {"strict_mode", &strict},
    {"track_bfd", &bfd},
    {"track_src_ip", &always},
    {"mcast_dst_ip", &multicast},
    {"garp_master_delay", &pacing},
    {"garp_master_repeat", &pacing},
    {"garp_lower_prio_delay", &pacing},
    {"garp_lower_prio_repeat", &pacing},
    {"garp_master_refresh", &pacing},
    {"garp_master_refresh_repeat", &pacing},
    {"garp_extra_if", &pacing},
    {"accept", &conform},
    {"no_accept", &accepts},
    {"down_timer_adverts", &conform},
    {"lower_prio_no_advert", &conform},
    {"higher_prio_send_advert", &conform},
    {"debug", &process},
    {"kernel_rx_buf_size", &process},
    {"linkbeat_use_polling", &linkbeat},
    {"lvs_sync_daemon_interface", &balancing},
};

std::span<const Entry> wordsOf(BlockKind block)
{
    switch (block) {
    case BlockKind::Top: return topWords;
    case BlockKind::Global: return globalWords;
    case BlockKind::Script: return scriptWords;
    case BlockKind::Process: return processWords;
    case BlockKind::File: return fileWords;
    case BlockKind::Group: return groupWords;
    case BlockKind::Instance: return instanceWords;
    }
    return {};
}

/// "vrrp_netlink_cmd_rcv_bufs_force" is one with its word.
std::string_view withoutForce(std::string_view keyword)
{
    constexpr std::string_view force = "_bufs_force";
    return keyword.ends_with(force) ? keyword.substr(0, keyword.size() - 6) : keyword;
}

} // namespace

std::optional<Fate> fateOf(BlockKind block, std::string_view keyword)
{
    const auto words = wordsOf(block);
    const auto found = std::ranges::find(words, withoutForce(keyword), &Entry::name);
    if (found == words.end() || found->fate == &carried)
        return std::nullopt;
    return *found->fate;
}

bool isTopKeyword(std::string_view word)
{
    return std::ranges::find(topWords, word, &Entry::name) != std::end(topWords) || word.starts_with("include");
}

std::string_view similarKeyword(BlockKind block, std::string_view keyword)
{
    std::vector<std::string_view> known;
    for (const auto &entry : wordsOf(block))
        known.push_back(entry.name);
    return config::closest(keyword, known);
}

} // namespace tandem::keepalived
