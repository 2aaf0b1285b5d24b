/** The rate at which every chip is met: ROMs find it by themselves, a stub starts with it. @source golden/chips, ESP_ROM_BAUD */
export const romBaud = 115_200;
