import { createContext, useContext } from "react";
import type { Language } from "../../src/i18n/languages";

const en = {
  connect: "Connect Offhook",
  lead: "Your calls ring in this browser, with no tab open. Offhook asks for the address and for an API key of this extension’s own, which you can revoke at any time.",
  address: "Address of Offhook",
  addressExample: "https://phones.example.com",
  badAddress: "Type an address that begins with https://.",
  key: "API key",
  keyHint:
    "Made for you in Offhook, or by: offhook key create Chrome --member YOU. It is kept in this browser only.",
  noKey: "Paste the key.",
  notGiven: "Without access to this address the extension can’t reach Offhook.",
  connecting: "Connecting …",
  connectedAs: (name: string, origin: string) => `Connected to ${origin} as ${name}.`,
  disconnect: "Disconnect",
  microphone: "Allow the microphone",
  microphoneLead: "It is on only while you are in a call.",
  microphoneAllowed: "The microphone is allowed.",
  notConnected: "Not connected yet.",
  openOptions: "Connect …",
  settings: "Settings",
};

export type ExtensionWords = typeof en;

const de: ExtensionWords = {
  connect: "Mit Offhook verbinden",
  lead: "Ihre Anrufe klingeln in diesem Browser, ohne dass eine Seite offen ist. Gebraucht werden die Adresse und ein API-Schlüssel nur für diese Erweiterung, den Sie jederzeit widerrufen können.",
  address: "Adresse von Offhook",
  addressExample: "https://telefon.example.com",
  badAddress: "Geben Sie eine Adresse ein, die mit https:// beginnt.",
  key: "API-Schlüssel",
  keyHint:
    "In Offhook für Sie gemacht, oder mit: offhook key create Chrome --member SIE. Er bleibt in diesem Browser.",
  noKey: "Fügen Sie den Schlüssel ein.",
  notGiven: "Ohne Zugriff auf diese Adresse erreicht die Erweiterung Offhook nicht.",
  connecting: "Wird verbunden …",
  connectedAs: (name, origin) => `Verbunden mit ${origin} als ${name}.`,
  disconnect: "Trennen",
  microphone: "Mikrofon erlauben",
  microphoneLead: "Es ist nur während eines Anrufs an.",
  microphoneAllowed: "Das Mikrofon ist erlaubt.",
  notConnected: "Noch nicht verbunden.",
  openOptions: "Verbinden …",
  settings: "Einstellungen",
};

const es: ExtensionWords = {
  connect: "Conectar con Offhook",
  lead: "Sus llamadas suenan en este navegador, sin ninguna página abierta. Hacen falta la dirección y una clave de API propia de esta extensión, que puede revocar en cualquier momento.",
  address: "Dirección de Offhook",
  addressExample: "https://telefono.example.com",
  badAddress: "Escriba una dirección que empiece por https://.",
  key: "Clave de API",
  keyHint:
    "Hecha para usted en Offhook, o con: offhook key create Chrome --member USTED. Se guarda solo en este navegador.",
  noKey: "Pegue la clave.",
  notGiven: "Sin acceso a esta dirección la extensión no llega a Offhook.",
  connecting: "Conectando …",
  connectedAs: (name, origin) => `Conectada a ${origin} como ${name}.`,
  disconnect: "Desconectar",
  microphone: "Permitir el micrófono",
  microphoneLead: "Está encendido solo durante una llamada.",
  microphoneAllowed: "El micrófono está permitido.",
  notConnected: "Aún sin conectar.",
  openOptions: "Conectar …",
  settings: "Ajustes",
};

const CATALOGUES: Record<Language, ExtensionWords> = { en, de, es };

const Context = createContext<ExtensionWords>(en);

/** Gives everything below it the extension's own words. */
export const Words = Context.Provider;

export function wordsIn(language: Language): ExtensionWords {
  return CATALOGUES[language];
}

export function useExtensionWords(): ExtensionWords {
  return useContext(Context);
}
